"""Nothing that is printed controls the terminal, and only one module prints."""

import ast
import json

import pytest
from rich.table import Table

from pairloom.schemas.display import console, echo, print_json
from tests import ROOT

HOSTILE = "\x1b[31mred\x1b]8;;http://evil\x07link\x9b2J\r\x08\u202edne"
"""Colours, a link, an 8-bit sequence, overwriting, and reversed text."""
FORBIDDEN = set("\x1b\x07\x9b\r\x08\u202e")


def test_text_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    echo(HOSTILE)
    echo(HOSTILE, err=True)
    for shown in capsys.readouterr():
        assert not FORBIDDEN & set(shown)
        assert "\\x1b[31mred" in shown


def test_half_a_pair_of_surrogates_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    echo("a\udc80b")
    print_json({"a": "\udc80"})
    assert capsys.readouterr().out == 'a\\udc80b\n{\n  "a": "\\udc80"\n}\n'


def test_json_stays_the_same_data(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": HOSTILE, "name": "Ünïcode"})
    shown = capsys.readouterr().out
    assert not FORBIDDEN & set(shown)
    assert json.loads(shown) == {"text": HOSTILE, "name": "Ünïcode"}
    assert "Ünïcode" in shown


def test_tables_are_escaped_and_have_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    screen = console(wide=True)
    table = Table("a", title=HOSTILE)
    table.add_row(HOSTILE)
    table.add_row("[link=http://evil]x[/link] :smile:")
    screen.print(table)
    screen.print(HOSTILE)
    screen.rule(HOSTILE)
    shown = capsys.readouterr().out
    assert not FORBIDDEN & set(shown)
    assert "[link=http://evil]x[/link] :smile:" in shown


def test_a_console_in_a_terminal_still_has_colours(monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    console().print("plain", style="red")
    assert "\x1b[31mplain\x1b[0m" in capsys.readouterr().out


def test_only_one_module_prints() -> None:
    """Others would print without cleaning."""
    prints = {"print", "typer.echo", "typer.secho", "click.echo", "Console", "sys.stdout.write", "sys.stderr.write"}
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for package in ("pipelines/commands", "pipelines/release/show", "pipelines/cli.py", "encoder/commands.py")
        for file in ([ROOT / package] if package.endswith(".py") else sorted((ROOT / package).rglob("*.py")))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in prints
    ]
    assert found == []
