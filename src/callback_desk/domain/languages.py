"""Languages: their codes (BCP 47), and their names in English and Spanish."""

import re

from callback_desk.domain.errors import DeskError
from callback_desk.domain.language_names import NAMES

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


def language_name(code: str, language: str = "en") -> str:
    """Return a language's name in English, or in Spanish where `language` is `es`; a rare one's code."""
    names = NAMES.get(code.partition("-")[0].casefold())
    return code if names is None else names[language == "es"]
