"""mteb's tasks by name, on data sets in the layout that they have on the Hub, without a network."""

import json
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pairloom.encoder.commands import app
from pairloom.encoder.errors import DataError, ModelError
from pairloom.encoder.evaluation.metrics import ranking_metrics
from pairloom.encoder.evaluation.mteb_tasks import language_of_side, run_by_name
from pairloom.encoder.inference import CodeEncoder
from tests.encoder.conftest import NOUNS, VERBS, make_pair

pytestmark = pytest.mark.slow

COSQA, SEARCH_NET = "CoIR-Retrieval/cosqa", "mteb/CodeSearchNetRetrieval"
LANGUAGES = ("python", "javascript", "go", "ruby", "java", "php")
PAIRS = [make_pair(verb, noun) for verb in VERBS for noun in NOUNS[:3]]

# CoIR's ten data sets: whether their parts are by language, as those of CodeSearchNet are
COIR = {
    COSQA: False,
    "CoIR-Retrieval/apps": False,
    "CoIR-Retrieval/codefeedback-mt": False,
    "CoIR-Retrieval/codefeedback-st": False,
    "CoIR-Retrieval/codetrans-contest": False,
    "CoIR-Retrieval/codetrans-dl": False,
    "CoIR-Retrieval/synthetic-text2sql": False,
    "mteb/StackOverflowQA": False,
    "CoIR-Retrieval/CodeSearchNet": True,
    "CoIR-Retrieval/CodeSearchNet-ccr": True,
}


def write_data_set(folder: Path, parts: dict[str, tuple[str, list[dict[str, Any]]]]) -> None:
    """A data set as the Hub keeps it: Parquet files, and a card whose head says which belongs to which part and split.
    parts: by name, the split and its rows."""
    lines = ["---", "configs:"]
    for name, (split, rows) in parts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), folder / name / f"{split}-00000-of-00001.parquet")
        lines += [f"- config_name: {name}", "  data_files:", f"  - split: {split}", f"    path: {name}/{split}-*"]
    (folder / "README.md").write_text("\n".join([*lines, "---", ""]))


def parts_of(texts: Iterable[str], codes: Iterable[str], prefix: str, judgements: str) -> dict[str, Any]:
    """The three parts of a retrieval data set of CoIR: text i is answered by code i alone."""
    queries = [
        {"_id": f"q{row}", "partition": "test", "text": text, "title": "", "language": "", "meta_information": "{}"}
        for row, text in enumerate(texts)
    ]
    corpus = [{**queries[row], "_id": f"d{row}", "text": code} for row, code in enumerate(codes)]
    answers = [{"query-id": f"q{row}", "corpus-id": f"d{row}", "score": 1} for row in range(len(queries))]
    return {
        f"{prefix}corpus": ("corpus", corpus),
        f"{prefix}queries": ("queries", queries),
        f"{prefix}{judgements}": ("test", answers),
    }


def write_search_net(folder: Path) -> None:
    """Six languages, each with its own code for the same descriptions."""
    parts: dict[str, Any] = {}
    for language in LANGUAGES:
        found = parts_of([pair.text for pair in PAIRS], codes_in(language), f"{language}-", "qrels")
        parts |= {name: ("test", rows) for name, (_, rows) in found.items()}
    write_data_set(folder, parts)


def codes_in(language: str) -> list[str]:
    mark = "#" if language in ("python", "ruby") else "//"
    return [f"{mark} {language}\n{pair.source_code}" for pair in PAIRS]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data sets of CodeSearchNetRetrieval and of all that CoIR consists of."""
    folder = tmp_path_factory.mktemp("hub")
    write_search_net(folder / SEARCH_NET)
    texts, codes = [pair.text for pair in PAIRS], [pair.source_code for pair in PAIRS]
    for name, by_language in COIR.items():
        parts: dict[str, Any] = {}
        for prefix in [f"{language}-" for language in LANGUAGES] if by_language else [""]:
            parts |= parts_of(texts, codes, prefix, "qrels" if by_language else "default")
        write_data_set(folder / name, parts)
    return folder


@pytest.fixture(autouse=True)
def needs_mteb() -> None:
    pytest.importorskip("mteb", reason="the extra encoder-eval is not installed")


def ndcg(encoder: CodeEncoder, exit: int, codes: list[str], language: str) -> float:
    scores = encoder.encode([pair.text for pair in PAIRS], exit) @ encoder.encode(codes, exit, language).T
    return float(ranking_metrics(scores, [(row,) for row in range(len(PAIRS))])["ndcg@10"].mean())


def test_codesearchnet_by_name_agrees_with_our_metric(encoder: CodeEncoder, saved: Path, hub: Path) -> None:
    """mteb's own loader, ranking and nDCG@10, each language with its own prompt: the number that we compute."""
    (entry,) = run_by_name(saved, ["CodeSearchNetRetrieval"], hub)["tasks"].values()
    assert entry["metric"] == "ndcg_at_10" and set(entry["subsets"]) == set(LANGUAGES)
    for language in LANGUAGES:
        for exit in encoder.exits:
            wanted = ndcg(encoder, exit, codes_in(language), language)
            assert entry["subsets"][language][f"exit {exit}"] == pytest.approx(wanted, abs=1e-3)
    means = [np.mean([entry["subsets"][language][f"exit {exit}"] for language in LANGUAGES]) for exit in encoder.exits]
    assert list(entry["scores"].values()) == pytest.approx(means)


def test_a_task_of_coir_by_name(encoder: CodeEncoder, saved: Path, hub: Path) -> None:
    entry = run_by_name(saved, ["CosQA"], hub)["tasks"]["CosQA"]
    for exit in encoder.exits:
        wanted = ndcg(encoder, exit, [pair.source_code for pair in PAIRS], "python")
        assert entry["scores"][f"exit {exit}"] == pytest.approx(wanted, abs=1e-3)


def test_coir_by_name(saved: Path, hub: Path, release: Path, tmp_path: Path) -> None:
    """The whole benchmark by the command; the page shows it."""
    out = tmp_path / "results.json"
    arguments = ["evaluate", saved, "--data", release, "--mteb", "CoIR", "--mteb-data", hub, "--out", out]
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text())["mteb"]
    assert len(found["tasks"]) == 10
    mean = np.mean([entry["scores"]["exit 4"] for entry in found["tasks"].values()])
    assert found["benchmarks"]["CoIR"]["exit 4"] == pytest.approx(mean)
    page = out.with_suffix(".html").read_text()
    assert "CodeTransOceanDL" in page and f"<td>{mean:.3f}</td>" in page


def test_each_side_is_read_as_what_it_is() -> None:
    def side(name: str, is_query: bool, languages: list[str]) -> str | None:
        metadata = SimpleNamespace(name=name, hf_subsets_to_langscripts={"default": languages})
        return language_of_side(metadata, "default", is_query)

    assert side("CosQA", True, ["eng-Latn", "python-Code"]) is None
    assert side("CosQA", False, ["eng-Latn", "python-Code"]) == "python"
    assert side("CodeTransOceanContest", True, ["c++-Code"]) == "cpp"
    assert side("COIRCodeSearchNetRetrieval", True, ["go-Code"]) == "go"
    assert side("COIRCodeSearchNetRetrieval", False, ["go-Code"]) is None
    assert side("SyntheticText2SQL", False, ["eng-Latn", "sql-Code"]) == "sql"
    assert side("AnyTask", False, ["eng-Latn"]) == "python"


def test_what_is_wrong_is_told(saved: Path, hub: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no task and no benchmark of this name"):
        run_by_name(saved, ["CosQAA"], hub)
    with pytest.raises(DataError, match="lacks CoIR-Retrieval/cosqa, the data set of CosQA"):
        run_by_name(saved, ["CosQA"], tmp_path)
    (tmp_path / COSQA).mkdir(parents=True)
    with pytest.raises(DataError, match=r"CosQA: its data .* cannot be loaded"):
        run_by_name(saved, ["CosQA"], tmp_path)
    with pytest.raises(
        DataError, match=r"CosQA: its data .CoIR-Retrieval/cosqa. cannot be loaded: .* --mteb-data names"
    ):
        run_by_name(saved, ["CosQA"])
