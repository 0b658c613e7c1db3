"""Hides credentials in everything that is written or printed: recipes, messages of servers, errors, logs."""

import base64
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

HIDDEN = "(hidden)"
SURE = 8
"""Characters from which on a secret in a text is no coincidence."""

_SECRET_NAME = re.compile(r"key|token|secret|passw|credential|auth|signature|\bsig\b", re.IGNORECASE)
_USER = re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^/?#\s]*@", re.IGNORECASE)
_PARAMETER = re.compile(rf"([?&;][\w.-]{{0,40}}(?:{_SECRET_NAME.pattern})[\w.-]{{0,40}}=)[^&;#\s'\"<>]+", re.IGNORECASE)


def hide_secrets(value: Any, name: str = "") -> Any:
    """`value`, plain data of a recipe, with possible secrets hidden: the values of environment variables, flags with
    the name of a secret, and users, passwords and parameters in URLs."""
    if isinstance(value, dict):
        hide = name == "environment"
        return {
            key: HIDDEN if hide or _is_secret(name, key) else hide_secrets(part, key) for key, part in value.items()
        }
    if isinstance(value, list):
        return [hide_secrets(part, name) for part in value]
    if isinstance(value, str) and "://" in value:
        return plain_url(value)
    return value


def _is_secret(section: str, key: str) -> bool:
    return section == "flags" and bool(_SECRET_NAME.search(key))


def plain_url(url: str) -> str:
    """`url` without user and password, and with its parameters hidden."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return hide_credentials(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query=HIDDEN if parts.query else "", fragment="").geturl()


def hide_credentials(text: str) -> str:
    """A message with the users, the passwords and the secret parameters of all URLs in it hidden."""
    return _PARAMETER.sub(rf"\1{HIDDEN}", _USER.sub(r"\1", text))


def url_credentials(url: str) -> list[str]:
    """The user, the password and the secret parameters in `url`, as they are written there and decoded."""
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    parameters = (part.partition("=")[::2] for part in parts.query.split("&"))
    values = [value for name, value in parameters if _SECRET_NAME.search(name) or len(value) >= SURE]
    return [form for text in (user, user.partition(":")[2], *values) if text for form in (text, unquote(text))]


class Secrets:
    """Values that must not appear anywhere, such as an API key. Their usual encodings are hidden, too."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values if value for form in _encodings(value)}
        self._long = [form.lower() for form in forms if len(form) >= SURE]
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None

    def hide(self, text: str) -> str:
        """`text` without the secrets, and without the credentials in URLs."""
        return hide_credentials(self._pattern.sub(HIDDEN, text) if self._pattern else text)

    def are_in(self, text: str) -> bool:
        """Whether `text` contains one of the secrets that are too long to be there by chance."""
        lower = text.lower()
        return any(secret in lower for secret in self._long)


def _encodings(value: str) -> set[str]:
    in_json = json.dumps(value)[1:-1]
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")
    addressed = base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
    return {value, quote(value, safe=""), quote_plus(value), in_json, in_json.replace("/", "\\/"), encoded, addressed}
