"""The names of languages, in English."""

from collections.abc import Mapping

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


def language_name(code: str) -> str:
    """Return a language's name in English, or its code where it is a rare one."""
    return LANGUAGES.get(code.partition("-")[0].casefold(), code)
