import json

import typer
from typer.testing import CliRunner

from pairloom.pipelines.commands.sources import sources
from pairloom.pipelines.sources import READERS


def run(*arguments):
    app = typer.Typer()
    app.command()(sources)
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_the_table_names_every_reader():
    result = run()
    assert result.exit_code == 0
    assert all(name in result.output for name in READERS)
    assert "[source.fields]" in result.output


def test_json_for_scripts():
    rows = {row["name"]: row for row in json.loads(run("--json").output)}
    assert list(rows) == list(READERS)
    assert rows["cosqa"]["columns"] == {"text": ["doc"], "code": ["code"]}
