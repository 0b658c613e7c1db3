"""`pairloom encoder …`: train, evaluate, publish and search with the multi-exit encoder.

Only typer is imported here: torch comes with the command that needs it.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pairloom.schemas.display import console, echo, print_json
from pairloom.schemas.secrets import hide_credentials

if TYPE_CHECKING:
    from pairloom.encoder.search import Hit

app = typer.Typer(help="Train, evaluate, publish and search with the multi-exit encoder.", no_args_is_help=True)


SPIN_COUNT = "1000"
"""How often a waiting thread of torch looks for work before it sleeps. GNU OpenMP uses this number where there are more
threads than processors. With its default, 300 times as many, a training step beside other work took 6 times the
processor time."""

Model = Annotated[Path, typer.Argument(help="Folder of a trained model.", metavar="MODEL")]
Data = Annotated[Path, typer.Option(help="Folder of a release.")]
Threads = Annotated[int, typer.Option(help="Processor threads; 0 is all.", min=0)]


@app.command()
def train(
    recipe: Annotated[Path, typer.Argument(help="Training recipe (TOML).", metavar="RECIPE")],
    data: Annotated[Path, typer.Option(help="Release to train on; for pre-training also Parquet or source files.")],
    out: Annotated[Path, typer.Option(help="Folder for the model and its run.")],
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the last checkpoint in OUT.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the model in OUT first.")] = False,
    threads: Threads = 0,
) -> None:
    """Train a model as RECIPE says and save it in OUT; OUT/run keeps recipe, versions, log and checkpoints."""
    with _errors(), _threads(threads):
        from pairloom.encoder.recipe import load_training_recipe
        from pairloom.encoder.training import run_training

        encoder = run_training(load_training_recipe(recipe), data, out, resume, overwrite)
        echo(f"trained {out}: exits {', '.join(map(str, encoder.exits))}")


@app.command()
def ablate(
    recipe: Annotated[Path, typer.Argument(help="Training recipe (TOML) of the model.", metavar="RECIPE")],
    data: Data,
    out: Annotated[Path, typer.Option(help="Folder for the model, its twins and the results.")],
    resume: Annotated[bool, typer.Option("--resume", help="Keep finished models and train the others.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the models in OUT first.")] = False,
    threads: Threads = 0,
) -> None:
    """The paper's ablation: train the model, and for each exit a twin with only that exit, and compare them."""
    with _errors(), _threads(threads):
        from pairloom.encoder.evaluation.ablation import run_ablation
        from pairloom.encoder.recipe import load_training_recipe

        results = run_ablation(load_training_recipe(recipe), data, out, resume, overwrite, _progress)
        _write_results(results, out / "results.json")


@app.command()
def evaluate(
    model: Model,
    data: Data,
    out: Annotated[Path | None, typer.Option(help="Results as JSON; a page and a figure go beside it.")] = None,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    twin: Annotated[list[Path] | None, typer.Option(help="A model trained alone for one exit; may repeat.")] = None,
    dimensions: Annotated[list[int] | None, typer.Option(help="Rank by the first N numbers too; may repeat.")] = None,
    mteb: Annotated[
        list[str] | None,
        typer.Option(help="A task or benchmark of mteb, e.g. CodeSearchNetRetrieval, CoIR; may repeat."),
    ] = None,
    mteb_data: Annotated[
        Path | None, typer.Option(help="Folder with mteb's data sets under their names on the Hub, OWNER/NAME.")
    ] = None,
    poj104: Annotated[Path | None, typer.Option(help="CodeXGLUE's POJ-104 test.jsonl, for MAP@R.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
    threads: Threads = 0,
) -> None:
    """Measure how well every exit and the baselines find code by descriptions and by code, and what each exit costs."""
    with _errors(), _threads(threads):
        from pairloom.encoder.evaluation.evaluate import evaluate_model

        results = evaluate_model(model, data, split, twin or (), dimensions or (), _progress)
        if poj104:
            from pairloom.encoder.evaluation.external import poj104_map

            results["poj104_map_at_r"] = poj104_map(model, poj104)
        if mteb:
            from pairloom.encoder.evaluation.mteb_tasks import run_by_name

            results["mteb"] = run_by_name(model, mteb, mteb_data)
        if as_json:
            print_json(results)
        _write_results(results, out, show=not as_json)


def _write_results(results: dict[str, Any], out: Path | None, show: bool = True) -> None:
    from pairloom.encoder.evaluation.report import terminal_table, write_page

    if show:
        console().print(terminal_table(results))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=2) + "\n")
        write_page(results, out.with_suffix(".html"))
        if show:
            echo(f"wrote {out}, {out.with_suffix('.html')} and {out.with_suffix('.svg')}")


@app.command()
def publish(
    model: Model,
    exit: Annotated[int, typer.Option(help="The exit to publish.")],
    out: Annotated[Path, typer.Option(help="A new folder.")],
    results: Annotated[Path | None, typer.Option(help="results.json of an evaluation, for the model card.")] = None,
    license: Annotated[str, typer.Option(help="Licence to name in the model card; without it, none is named.")] = "",
    onnx: Annotated[bool, typer.Option("--onnx", help="Also write model.onnx (extra encoder-onnx).")] = False,
) -> None:
    """Write one exit as a folder that sentence-transformers and transformers load without pairloom."""
    with _errors():
        from pairloom.encoder.inference import load
        from pairloom.encoder.publishing import check_published, publish_exit

        publish_exit(model, exit, out, json.loads(results.read_text()) if results else None, license)
        off = check_published(out, load(model, exit, device="cpu"), exit)
        if onnx:
            from pairloom.encoder.onnx_export import export_onnx

            export_onnx(out)
        echo(f"published {out}: its vectors are within {off:.0e} of the model's")


@app.command()
def search(
    model: Model,
    query: Annotated[str, typer.Argument(help="A description, or code with --language; - reads standard input.")],
    data: Data,
    exit: Annotated[int | None, typer.Option(help="The exit to use; the deepest by default.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of a query that is code.")] = None,
    among: Annotated[list[str] | None, typer.Option("--in", help="Search code in this language; may repeat.")] = None,
    top: Annotated[int, typer.Option("-n", help="How many results.", min=1)] = 5,
    cascade: Annotated[int | None, typer.Option(help="Rank all code at this exit, only the best at --exit.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    threads: Threads = 0,
) -> None:
    """Find code in a release by a description or by code that does the same."""
    with _errors(), _threads(threads):
        from pairloom.encoder.inference import load
        from pairloom.encoder.search import CascadeSearch, SearchIndex

        text = sys.stdin.read() if query == "-" else query
        encoder = load(model, exit)
        index: SearchIndex | CascadeSearch
        if cascade is None:
            index = SearchIndex(encoder, model, data, exit)
        else:
            index = CascadeSearch(encoder, data, cascade, encoder.check_exit(exit))
        _show_hits(index.search(text, language, top, among or ()), as_json)


def _show_hits(hits: "list[Hit]", as_json: bool) -> None:
    from dataclasses import asdict

    from rich.columns import Columns
    from rich.panel import Panel
    from rich.text import Text

    if as_json:
        print_json([{"score": round(hit.score, 6), **asdict(hit.entry)} for hit in hits])
        return
    out = console()
    for place, hit in enumerate(hits, 1):
        entry = hit.entry
        out.rule(f"{place}. {hit.score:.3f}  {entry.language}  {entry.repository}")
        width = max(30, out.width // 2 - 2)
        sides = ((entry.language, entry.code), (entry.translation_language, entry.translation))
        out.print(Columns([Panel(Text(code[:2_000]), title=name, width=width) for name, code in sides]))


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        echo(f"… {step}", err=True)


@contextlib.contextmanager
def _threads(threads: int) -> Iterator[None]:
    """Sets how many threads torch uses; this must come before its first computation."""
    if threads:
        os.environ["OMP_NUM_THREADS"] = str(threads)
        import torch

        torch.set_num_threads(threads)
    yield


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Shows an error that a user can mend as one message, and ends with its exit code."""
    from pairloom.schemas.errors import USAGE, PairloomError

    os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        _fail(f"the encoder needs its extra: pip install 'pairloom[encoder]' ({error})", USAGE)
    try:
        yield
    except PairloomError as error:
        _fail(str(error), error.exit_code)


def _fail(message: str, code: int) -> NoReturn:
    echo(hide_credentials(message), err=True)
    raise typer.Exit(code)
