"""Makes small releases by the project's own writers."""

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.files import data_file, rejected_file, write_rows
from pairloom.pipelines.release.write.finish import finish
from pairloom.pipelines.release.write.manifest import RunFacts
from pairloom.pipelines.release.write.staging import staging
from pairloom.schemas import CodePair, CodeRecord, Recipe, Rejection, TranslationRequest
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.manifest import Manifest

REPOSITORIES = ("ada/lists", "grace/strings", "barbara/maps", "")
LICENSES = ("MIT", "Apache-2.0", "", "MIT")
CODE = {
    "go": "func Add{n}(a int, b int) int {{\n\tconst scale{n} = {n}\n\treturn a*scale{n} + b\n}}",
    "javascript": "function add{n}(a, b) {{\n  const scale{n} = {n};\n  return a * scale{n} + b;\n}}",
}


def synthetic_pair(number: int, target: str, text: str = "") -> CodePair:
    """A pair that passes the checks and is unlike the others: every line of it has its number in it many times."""
    words = " ".join(content_hash("words", number, part) for part in range(6))
    record = CodeRecord.create(
        benchmark="synthetic",
        language="python",
        text=text or f"Scales a by {number} and adds b. {words}",
        code=f"def add{number}(a, b):\n    scale{number} = {number}\n    # {words}\n    return a * scale{number} + b",
        repository=REPOSITORIES[number % len(REPOSITORIES)],
        path=f"src/add{number}.py",
        function_name=f"add{number}",
        license=LICENSES[number % len(LICENSES)],
        url=f"https://example.org/add{number}",
    )
    request = TranslationRequest.create(
        source_language="python", target_language=target, code=record.code, translator="replay", model="by hand"
    )
    comment = f"// {' '.join(content_hash(target, number, part) for part in range(6))}\n"
    pair = CodePair.create(record, request, comment + CODE[target].format(n=number))
    return replace(pair, split=assign_split(pair, RECIPE.split), duplicates=int(number % 7 == 0))


RECIPE = validate_recipe(
    {
        "name": "synthetic",
        "source": [{"reader": "jsonl", "path": "data.jsonl", "language": "python"}],
        "translate": {"translator": "replay", "replay": "replies.jsonl", "targets": list(CODE)},
        "split": {"validation": 0.2, "test": 0.2},
        "output": {"shards": 2},
    },
    Recipe,
)


def make_release(
    out: Path | str, pairs: list[CodePair] | None = None, recipe: Recipe = RECIPE, extra: list[Rejection] | None = None
) -> Manifest:
    """A release at `out`, written by the project's own modules: pairs, the duplicates that they stand for, a few other
    rejections and rows that could not be read. `extra` are more rejections of planned translations."""
    if pairs is None:
        pairs = [synthetic_pair(number, target) for number in range(60) for target in CODE]
    rejections = [*_rejections(pairs), *(extra or [])]
    planned = Counter(pair.target_language for pair in pairs)
    planned.update(row.target_language for row in rejections if row.stage != "read")
    records = {pair.record_id for pair in pairs} | {row.record_id for row in rejections if row.stage != "read"}
    kept_rows: dict[str, list[CodePair]] = defaultdict(list)
    for pair in pairs:
        shards = recipe.output.shards if pair.split == "train" else 1
        kept_rows[data_file(pair.split, int(pair.pair_id, 16) % shards, shards)].append(pair)
    books = Books.create(
        rows_read=len(records) + sum(row.stage == "read" for row in rejections),
        records=len(records),
        planned=planned,
        kept=Counter(pair.target_language for pair in pairs),
        rejections=Counter((row.stage, row.reason, row.target_language) for row in rejections),
    )
    with staging(str(out), replace=True) as folder:
        files = [
            write_rows(folder, name, rows, CodePair, recipe.output.columns) for name, rows in sorted(kept_rows.items())
        ]
        files.append(write_rows(folder, rejected_file(0, recipe.output.shards), rejections, Rejection))
        return finish(folder, recipe, books, files, RunFacts(timings={"total": 1.5}))


def _rejections(pairs: list[CodePair]) -> list[Rejection]:
    removed = [
        Rejection.create(
            "dedup",
            "near_duplicate",
            f"similar to pair {pair.pair_id}, which is kept",
            of=pair,
            record_id=content_hash("duplicate", pair.pair_id, number),
            payload=pair.target_code.replace("Add", "Added"),
            matched=pair.pair_id,
        )
        for pair in pairs
        for number in range(pair.duplicates)
    ]
    refused = [
        Rejection(
            record_id=content_hash("refused", number),
            request_id=content_hash("request", number),
            target_language="go",
            stage="check",
            reason="syntax",
            detail="The code does not parse at line 2, column 9, near 'return ]'.",
            payload="func Broken() int {\n\treturn ]\n}",
        )
        for number in range(3)
    ]
    unread = Rejection(
        record_id="",
        request_id="",
        target_language="",
        stage="read",
        reason="invalid_json",
        detail="data.jsonl, line 7: Expecting value at column 1",
        payload="{{{",
    )
    return [*removed, *refused, unread]
