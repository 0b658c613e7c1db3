"""Text for people: the titles of languages."""

from pairloom.schemas import LANGUAGES


def title_of(language: str) -> str:
    """The title of a language, or the name itself if the language is unknown."""
    return LANGUAGES[language].title if language in LANGUAGES else language
