"""The command line `pairloom`. Each command is a function in its own module.

A command is imported at its first use, so that `pairloom release` never loads torch and `pairloom encoder` never loads
Beam.
"""

import importlib
import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pairloom.pipelines.commands.terminal import Signals
from pairloom.pipelines.running.buckets import missing_credentials
from pairloom.schemas.display import echo, visible
from pairloom.schemas.errors import PairloomError, UsageError
from pairloom.schemas.private_folder import temporary_files
from pairloom.schemas.secrets import hide_credentials

COMMANDS = {
    "release": "pairloom.pipelines.commands.release:release",
    "inspect": "pairloom.pipelines.commands.inspect:inspect",
    "verify": "pairloom.pipelines.commands.verify:verify",
    "report": "pairloom.pipelines.commands.report:report",
    "diff": "pairloom.pipelines.commands.diff:diff",
    "clean": "pairloom.pipelines.commands.clean:clean",
    "publish": "pairloom.pipelines.commands.publish:publish",
    "plan": "pairloom.pipelines.commands.plan:plan",
    "prompt": "pairloom.pipelines.commands.prompt:prompt",
    "journal": "pairloom.pipelines.commands.journal:journal",
    "certify": "pairloom.pipelines.commands.certify:certify",
    "score": "pairloom.pipelines.commands.score:score",
    "dedup": "pairloom.pipelines.commands.dedup:dedup",
    "sources": "pairloom.pipelines.commands.sources:sources",
    "translators": "pairloom.pipelines.commands.translators:translators",
    "languages": "pairloom.pipelines.commands.languages:languages",
    "encoder": "pairloom.encoder.commands:app",
}
"""Command -> the module and name of its function (or of its group of commands), in the order of the help."""

TAKES_BEAM_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}
SETTINGS: dict[str, dict[str, Any]] = {"release": TAKES_BEAM_OPTIONS, "clean": TAKES_BEAM_OPTIONS}


class Commands(TyperGroup):
    """The commands of COMMANDS, each imported at its first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        target = getattr(importlib.import_module(module), attribute)
        if "apache_beam" in sys.modules:
            from pairloom.schemas.files import beam_files  # late: help needs no files

            beam_files()
        if not isinstance(target, typer.Typer):
            single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            single.command(cmd_name, context_settings=SETTINGS.get(cmd_name))(target)
            target = single
        command = typer.main.get_command(target)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def pairloom(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Verified code-to-code pairs from text-to-code benchmarks, and a multi-exit code encoder trained on them."""
    if version:
        from importlib.metadata import version as version_of

        echo(f"pairloom {version_of('pairloom')}")
        raise typer.Exit


def main() -> None:
    """The entry point of `pairloom`."""
    logging.basicConfig(level=logging.ERROR)  # importing Beam logs warnings
    logging.getLogger().handlers[0].setFormatter(SafeFormatter("%(levelname)s: %(message)s"))
    sys.excepthook = show_exception
    with Signals() as signals:
        try:
            with temporary_files():
                check_arguments(sys.argv[1:])
                app()
        except PairloomError as error:
            echo(str(error), err=True)
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, SystemExit):
            if signals.received is None:
                raise
            echo(signals.describe(), err=True)
            sys.exit(signals.exit_code)


def check_arguments(arguments: Sequence[str]) -> None:
    """Raises UsageError if one has control characters, which messages about it would show, or needs credentials that
    are missing."""
    for argument in arguments:
        if visible(argument) != argument.expandtabs(4):
            raise UsageError(f"{visible(argument)}: an argument has control characters, which are not allowed")
    if missing := missing_credentials(argument.rpartition("=")[2] for argument in arguments):
        raise UsageError(missing)


class SafeFormatter(logging.Formatter):
    """Formats messages of the log without control sequences and credentials."""

    def format(self, record: logging.LogRecord) -> str:
        """The message as it is shown."""
        return hide_credentials(visible(super().format(record)))


def show_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Prints the traceback of an error in this program."""
    echo(hide_credentials("".join(traceback.format_exception(kind, error, trace))), err=True)


if __name__ == "__main__":
    main()
