"""The program that a Flex Template starts. It submits a release and ends; Dataflow continues without it.

All other arguments are Beam options, as the launcher passes them (--project, --region, --max_num_workers …).
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.pipelines.running.request import Request, submit_release
from pairloom.schemas.errors import PairloomError, UsageError


def parser() -> argparse.ArgumentParser:
    """The template's own parameters; metadata.json describes the same ones."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--recipe", required=True, help="URL of the recipe, a TOML file whose paths are URLs too")
    parser.add_argument("--out", required=True, help="URL of the folder of the release")
    parser.add_argument("--journal", default="", help="URL of the journal of replies; by default beside --out")
    parser.add_argument("--limit", type=int, default=None, help="read at most this many records of each source")
    return parser


def request(arguments: Sequence[str], folder: Path) -> Request:
    """The request of the command line, with its recipe downloaded into `folder`. Raises UsageError."""
    own, beam = parser().parse_known_args(arguments)
    FileSystems.set_options(PipelineOptions(beam))
    local = folder / Path(own.recipe).name
    try:
        with FileSystems.open(own.recipe) as file:
            local.write_bytes(file.read())
    except (OSError, BeamIOError, ValueError) as error:
        raise UsageError(f"--recipe={own.recipe}: cannot be read: {error}") from None
    return Request(recipe_file=str(local), out=own.out, journal=own.journal, limit=own.limit, beam=tuple(beam))


def main(arguments: Sequence[str]) -> int:
    """Submit the job. Returns the exit code: 0 submitted, 1 the data, 2 usage."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            submit_release(request(arguments, Path(folder)))
        except PairloomError as error:
            print(f"error: {error}", file=sys.stderr)
            return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
