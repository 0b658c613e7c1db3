"""Builds the page: template, style, script, charts library and data in one file.

Data is embedded only as JSON without "<", and is shown only as text. A content security policy allows only the page's
own two scripts, and no loading of anything.
"""

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import Any

from pairloom.pipelines.release.show.report.figures import compute_figures
from pairloom.pipelines.release.show.report.highlight import highlight
from pairloom.pipelines.release.show.report.sample import (
    PAIRS,
    REJECTIONS,
    ShownRejection,
    sample_pairs,
    sample_rejections,
)
from pairloom.pipelines.release.show.text import title_of
from pairloom.schemas import CodePair
from pairloom.schemas.display import visible
from pairloom.schemas.files import join_path, replace_file
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.reasons import explain_reason

REPORT = "report.html"

CODE_LIMIT = 12_000
"""Maximum number of characters of a source or translation in the report."""


def write_report(folder: str, manifest: Manifest, pairs: int = PAIRS, rejections: int = REJECTIONS) -> None:
    """Writes report.html into the release in `folder`. pairs, rejections: the maximum number of each."""
    data = {
        "release": _release(manifest),
        "figures": compute_figures(folder, manifest),
        "pairs": [_pair(pair) for pair in sample_pairs(folder, manifest, pairs)],
        "rejections": [_rejection(refused) for refused in sample_rejections(folder, manifest, rejections)],
    }
    with replace_file(join_path(folder, REPORT)) as file:
        file.write(render_page(data, manifest).encode("utf-8"))


def render_page(data: dict[str, Any], manifest: Manifest) -> str:
    """The whole page for `data`."""
    charts, script = _asset("vendor/echarts.min.js"), _asset("page.js")
    policy = (
        f"default-src 'none'; script-src {_source_hash(charts)} {_source_hash(script)}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": html.escape(policy),
        "data_sha256": manifest.data_sha256,
        "name": html.escape(manifest.name),
        "style": _asset("page.css"),
        "data": embed(data),
        "charts": charts,
        "script": script,
    }
    text = _asset("page.html")
    for name, value in parts.items():
        before, mark, after = text.partition("{{" + name + "}}")
        assert mark, f"page.html has no place for {name}"
        # split the template first, so that text in a part is never replaced
        parts[name] = before + value
        text = after
    return "".join(parts.values()) + text


def embed(data: Any) -> str:
    """JSON that is safe in a script element: without "<", which could end it, and without JavaScript's own line
    ends."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _asset(name: str) -> str:
    return files("pairloom.pipelines.release.show.report").joinpath(name).read_text(encoding="utf-8")


def _source_hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _release(manifest: Manifest) -> dict[str, Any]:
    """The data in the head of the page."""
    books, statistics = manifest.books, manifest.statistics
    return {
        "name": manifest.name,
        "pairs": sum(books.kept.values()),
        "planned": sum(books.planned.values()),
        "refused": books.rejected,
        "duplicates": books.duplicates_removed,
        "decontaminated": books.decontaminated,
        "unplanned": books.unplanned,
        "records": books.records,
        "repositories": statistics.repositories,
        "units": [[unit, rows] for unit, rows in statistics.units.items()],
        "licenses": [[visible(name) or "(not stated)", rows] for name, rows in statistics.licenses.items()],
        "translators": [
            [visible(f"{entry.translator} {entry.model}".strip()), visible(entry.prompt_version), entry.pairs]
            for entry in manifest.translators
        ],
        "pairloom": manifest.software.pairloom,
        "revision": manifest.software.revision,
        "fingerprint": manifest.recipe_fingerprint,
        "rejections": sum(line.rows for line in books.rejections),
    }


def _pair(pair: CodePair) -> dict[str, Any]:
    return {
        "id": pair.pair_id,
        "name": visible(pair.function_name) or f"A {visible(pair.unit)}",
        "text": visible(pair.text),
        "source": _code(pair.source_code, pair.source_language),
        "target": _code(pair.target_code, pair.target_language),
        "split": pair.split,
        "level": pair.verified,
        "facts": _facts(pair),
    }


def _facts(pair: CodePair) -> list[list[str]]:
    """The provenance of a pair as [name, value] lists, without unknown values."""
    facts = {
        "repository": pair.repository,
        "path": pair.path,
        "licence": pair.license,
        "url": pair.url,
        "benchmark": pair.benchmark,
        "unit": pair.unit,
        "split": pair.split,
        "translator": f"{pair.translator} {pair.model}".strip(),
        "prompt": pair.prompt_version,
        "verified": pair.verified,
        "passed": ", ".join(pair.gates),
        "stands for": f"{pair.duplicates} removed duplicates" if pair.duplicates else "",
        "pair": pair.pair_id,
        "record": pair.record_id,
    }
    return [[name, visible(value)] for name, value in facts.items() if value]


def _rejection(refused: ShownRejection) -> dict[str, Any]:
    row, match = refused.row, refused.match
    facts = {
        "stage": row.stage,
        "reason": explain_reason(row.stage, row.reason),
        "repository": row.repository,
        "path": row.path,
        "record": row.record_id,
        "request": row.request_id,
        "pair": row.matched,
    }
    return {
        "id": f"{row.stage}-{row.reason}-{row.target_language}-{row.record_id}",
        "name": visible(row.function_name),
        "text": visible(row.text),
        "stage": row.stage,
        "reason": row.reason,
        "detail": visible(row.detail),
        "line": refused.line,
        "source": _code(row.source_code, row.source_language) if row.source_code != row.payload else None,
        "target": _code(row.payload, row.target_language or row.source_language),
        "match": _code(match.target_code, match.target_language) if match else None,
        "facts": [[name, visible(value)] for name, value in facts.items() if value],
    }


def _code(code: str, language: str) -> dict[str, Any]:
    shown = visible(code)
    cut = len(shown) - CODE_LIMIT
    shown = shown[:CODE_LIMIT]
    return {"language": title_of(language), "code": shown, "runs": highlight(shown, language), "cut": max(0, cut)}
