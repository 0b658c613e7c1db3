"""What the steps exchange through files is what they would through the runner's shuffle."""

from collections import Counter
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that

from pairloom.pipelines.graph import shuffle
from pairloom.pipelines.graph.shuffle import Piece, Sort, Spill, group_by_key, part_of_text, read_in_order
from pairloom.pipelines.graph.steps.translate import TranslateRequests
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.runner import scratch
from pairloom.schemas.errors import UsageError
from pairloom.schemas.recipe import TranslateSection

Collections = list[list[tuple[Any, bytes]]]


def run(elements: Collections, transform: beam.PTransform, expected: Any) -> None:
    """Runs `transform` over `elements` on the local runner; its output must be what `expected` says of it."""
    with beam.Pipeline(options=pipeline_options([], 1)) as pipeline:
        made = tuple(pipeline | f"Create {number}" >> beam.Create(each) for number, each in enumerate(elements))
        assert_that(made | transform, expected)


@pytest.mark.parametrize("buffer", [0, 300, shuffle.BUFFER])
def test_group_gives_each_text_once_with_all_its_bytes(
    buffer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through files, however often they are written, as through the runner."""
    monkeypatch.setattr(shuffle, "BUFFER", buffer)
    elements: Collections = [
        [(f"{number * step % 97:x}", bytes([number % 11]) * (number % 5)) for number in range(200)] for step in (3, 5)
    ] + [[]]
    expected: dict[str, Counter[bytes]] = {}
    for key, value in (element for each in elements for element in each):
        expected.setdefault(key, Counter())[value] += 1

    def check(found: list[tuple[str, Any]]) -> None:
        assert len(found) == len(expected)
        assert {key: Counter(values) for key, values in found} == expected

    for folder in ("", str(tmp_path)):
        run(elements, group_by_key(folder), check)


def test_sort_gives_chunks_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All bytes of one order come before those of the next; without a folder there is one chunk."""
    monkeypatch.setattr(shuffle, "BUFFER", 20)
    values = [f"{number * 7919 % 1000:03d}" for number in range(200)]
    elements = [(("even" if int(value) % 2 == 0 else "odd", value[:1]), value.encode()) for value in values]
    wanted = {name: sorted(value for (file, _), value in elements if file == name) for name in ("even", "odd")}

    def through_files(found: list[tuple[str, Any]]) -> None:
        read = {name: [sorted(chunk) for chunk in chunks] for name, chunks in found}
        assert {name: [value for chunk in chunks for value in chunk] for name, chunks in read.items()} == wanted
        assert {len(chunks) for chunks in read.values()} == {10}

    def through_the_runner(found: list[tuple[str, Any]]) -> None:
        read = {name: [sorted(chunk) for chunk in chunks] for name, chunks in found}
        assert read == {name: [values] for name, values in wanted.items()}

    run([elements[:50], elements[50:]], Sort(str(tmp_path)), through_files)
    run([elements[:50], elements[50:]], Sort(""), through_the_runner)


def test_a_bundle_that_is_tried_again_is_read_once(tmp_path: Path) -> None:
    """The pieces of its first attempt are never named."""
    spill = Spill(str(tmp_path), part_of_text)
    for attempt in (b"first", b"second"):
        spill.start_bundle()
        spill.process(("key", attempt))
        pieces = [windowed.value[1] for windowed in spill.finish_bundle()]
    assert len(list(tmp_path.iterdir())) == 2
    assert list(read_in_order(pieces)) == [[("key", b"second")]]


def test_one_order_is_read_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a part, no more is in memory than what is asked for."""
    read: list[str] = []
    real = Piece.read
    monkeypatch.setattr(Piece, "read", lambda piece: read.append(piece.order) or real(piece))
    spill = Spill(str(tmp_path), shuffle.itself)
    spill.start_bundle()
    for order in ("b", "a", "c"):
        spill.process((("file", order), order.encode()))
    chunks = read_in_order(windowed.value[1] for windowed in spill.finish_bundle())
    assert next(chunks) == [(("file", "a"), b"a")] and read == ["a"]
    assert next(chunks) == [(("file", "b"), b"b")] and read == ["a", "b"]


def test_texts_are_spread_over_the_parts() -> None:
    """A thousand texts leave few of 128 parts empty."""
    sizes = Counter(part_of_text(f"{number:08x}") for number in range(1_000))
    assert len(sizes) > 110 and max(sizes.values()) < 30


def test_only_the_local_runner_exchanges_files(tmp_path: Path) -> None:
    """Workers of a cluster may not see this machine's disk. The folder is gone when the run is over."""
    with scratch(pipeline_options([], 2), str(tmp_path)) as folder:
        assert Path(folder).parent == tmp_path
    assert not Path(folder).exists()
    with scratch(pipeline_options([], 1), "s3://bucket/release") as folder:
        assert Path(folder).is_dir()
    cluster = pipeline_options(["--runner=PortableRunner", "--job_endpoint=localhost:1"], 1)
    with scratch(cluster, str(tmp_path)) as folder:
        assert folder == ""
    with pytest.raises(UsageError):
        pipeline_options(["--direct_running_mode=multi_threading"], 1)


@pytest.mark.parametrize("folder", ["", "folder"])
def test_a_cluster_spreads_requests_to_a_model_anew(folder: str) -> None:
    """Who fails there repeats no more than asking; on one machine the parts are spread already."""
    settings = TranslateSection(translator="endpoint", model="model", targets=["go"])
    pipeline = beam.Pipeline(options=pipeline_options([], 1))
    _ = pipeline | beam.Create([], reshuffle=False) | TranslateRequests(settings, shuffle=folder)
    names = [step.unique_name for step in pipeline.to_runner_api().components.transforms.values()]
    assert any("Break fusion" in name for name in names) == (not folder)
