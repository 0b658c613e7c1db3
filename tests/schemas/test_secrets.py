"""Credentials are hidden in whatever form they come back."""

import base64
import json
import pickle
import time
from urllib.parse import quote

import pytest

from pairloom.schemas.errors import PairloomError, UsageError
from pairloom.schemas.secrets import Secrets, hide_credentials, plain_url, url_credentials

KEY = "sk-Test/0123+456789"
WAYS = {
    "as it is": str,
    "in lower case": str.lower,
    "as JSON": lambda key: json.dumps({"key": key}),
    "as JSON of PHP": lambda key: json.dumps({"key": key}).replace("/", "\\/"),
    "in a URL": lambda key: quote(key, safe=""),
    "as a header": lambda key: f"authorization: Bearer {key}",
    "in base64": lambda key: base64.b64encode(key.encode()).decode(),
    "twice": lambda key: key + key,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_hidden_in_its_usual_encodings(way: str) -> None:
    echoed = WAYS[way](KEY)
    shown = Secrets([KEY]).hide(f"wrong: {echoed}.")
    assert KEY.lower() not in shown.lower()
    assert echoed not in shown
    assert shown.startswith("wrong: ") and shown.endswith(".")


def test_no_secret_hides_nothing() -> None:
    assert Secrets(["", ""]).hide("all is well") == "all is well"
    assert not Secrets([]).are_in("all is well")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://me:pa%20ss@host:1/v1: no answer", "at https://host:1/v1: no answer"),
        ("at https://me:p@ss@host/v1", "at https://host/v1"),
        ("http://host/v1?api_key=abc&model=x failed", "http://host/v1?api_key=(hidden)&model=x failed"),
        ("HTTP://host/?X-Amz-Signature=ab#c", "HTTP://host/?X-Amz-Signature=(hidden)#c"),
        ("proxy http://u:p@proxy:3128, s3://bucket/a@b", "proxy http://proxy:3128, s3://bucket/a@b"),
        ("mail me@host.org", "mail me@host.org"),
    ],
)
def test_a_message_keeps_its_urls_without_credentials(text: str, shown: str) -> None:
    assert hide_credentials(text) == shown


def test_the_credentials_of_a_url() -> None:
    assert set(url_credentials("https://me:pa%20ss@host/v1?key=ab&version=1")) == {
        "me:pa%20ss",
        "me:pa ss",
        "pa%20ss",
        "pa ss",
        "ab",
    }
    assert plain_url("https://me:pass@host/v1?key=ab") == "https://host/v1?(hidden)"


def test_no_error_shows_the_credentials_of_a_url() -> None:
    error = UsageError("https://me:hunter2@host/v1: is not a model")
    assert str(error) == "https://host/v1: is not a model"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert isinstance(error, PairloomError)


@pytest.mark.parametrize("text", ["a." * 100_000, "?" + "key" * 100_000, "http://" * 100_000, "&a" * 100_000])
def test_hostile_text_costs_little_time(text: str) -> None:
    began = time.process_time()
    assert hide_credentials(text) == text
    assert time.process_time() - began < 5
