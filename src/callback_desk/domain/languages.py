"""Languages: their codes (BCP 47), and their names in English."""

import re
from collections.abc import Mapping

from callback_desk.domain.errors import DeskError

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "ko": "Korean",
    "tl": "Tagalog",
    "ru": "Russian",
    "ar": "Arabic",
    "fr": "French",
    "pt": "Portuguese",
    "ht": "Haitian Creole",
}
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def is_code(text: str) -> bool:
    """Tell whether `text` is formed like a language's code."""
    return _CODE.match(text) is not None


def require_code(text: str, where: str) -> str:
    """Return a language's code as it is; `where` names the command and the key in the sentence.

    Raises:
        DeskError: it is not one.
    """
    if not is_code(text):
        raise DeskError(f"{where} {text!r:.40} is not a language code: give one such as en, es or vi")
    return text


def language_name(code: str) -> str:
    """Return a language's name in English, or its code where it is a rare one."""
    return LANGUAGES.get(code.partition("-")[0].casefold(), code)
