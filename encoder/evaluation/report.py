"""The evaluation as a table for a terminal, a figure, and an HTML page."""

import html
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from pairloom.encoder.evaluation.baselines import STATIC

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430 }
table { border-collapse: collapse; margin: 1rem 0 2rem } th, td { padding: .25rem .8rem; text-align: right }
th { border-bottom: 2px solid #1c2430 } td { border-bottom: 1px solid #d8dde4 }
th:first-child, td:first-child { text-align: left } td { white-space: nowrap } .wide { overflow-x: auto }

small { color: #5a6675 } svg { max-width: 100%; height: auto } .best { font-weight: 700 }
@media (prefers-color-scheme: dark) { body { background: #14181d; color: #e4e8ee } th { border-color: #e4e8ee }
td { border-color: #333b45 } svg { background: #fff; border-radius: 6px } }
"""


def terminal_table(results: dict[str, Any]) -> Table:
    """MRR of every system with its 95 % interval, and Recall@10, in 80 columns."""
    kinds = _kinds(results)
    table = Table(
        title=f"{results['model']} on the {results['split']} split: {results['repositories']} repositories held out",
        caption="MRR with its 95 % interval, Recall@10; milliseconds for one text alone",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("system", no_wrap=True)
    for kind in kinds:
        table.add_column(kind, justify="right", no_wrap=True)
        table.add_column("R@10", justify="right")
    table.add_column("ms", justify="right")
    for name, quality in results["quality"].items():
        cells = [
            cell
            for kind in kinds
            for cell in (_cell(quality[kind]["mrr"]), f"{quality[kind]['recall@10']['mean']:.2f}")
        ]
        cost = results["cost"].get(name)
        table.add_row(name, *cells, f"{cost['milliseconds']:.3g}" if cost else "")
    return table


def _kinds(results: dict[str, Any]) -> list[str]:
    first = next(iter(results["quality"].values()))
    return [kind for kind in ("text-to-code", "code-to-code") if kind in first]


def _cell(value: dict[str, float]) -> str:
    return f"{value['mean']:.3f} ({value['low']:.3f}–{value['high']:.3f})"


def draw_figure(results: dict[str, Any], file: str | Path) -> None:
    """Draws quality against measured latency: one point per exit with its interval, and baselines as lines. The ending
    of the file decides between SVG and PNG."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    kinds = _kinds(results)
    with rc_context({"svg.hashsalt": "pairloom", "font.size": 9}):
        picture = Figure(figsize=(5.2 * len(kinds), 3.8), layout="constrained")
        for kind, axes in zip(kinds, picture.subplots(1, len(kinds), squeeze=False)[0], strict=True):
            _draw(axes, results, kind)
        picture.savefig(file, metadata={"Date": None} if str(file).endswith(".svg") else None)


def _draw(axes: Any, results: dict[str, Any], kind: str) -> None:
    names = [f"exit {exit}" for exit in results["exits"]]
    times = [results["cost"][name]["milliseconds"] for name in names]
    values = [results["quality"][name][kind]["mrr"] for name in names]
    means = [value["mean"] for value in values]
    errors = [[value["mean"] - value["low"] for value in values], [value["high"] - value["mean"] for value in values]]
    axes.errorbar(times, means, yerr=errors, marker="o", capsize=3, label="one model, by exit")
    for name, time, mean in zip(names, times, means, strict=True):
        axes.annotate(name, (time, mean), textcoords="offset points", xytext=(6, -12), fontsize=8)
    twins = [(time, f"{name} trained alone") for name, time in zip(names, times, strict=True)]
    twins = [(time, name) for time, name in twins if name in results["quality"]]
    if twins:
        heights = [results["quality"][name][kind]["mrr"]["mean"] for _, name in twins]
        axes.plot([time for time, _ in twins], heights, "o", markerfacecolor="none", color="C1", label="trained alone")
    floors = ("random", STATIC, "TF-IDF", "BM25")
    for place, name in enumerate(floors):
        mean = results["quality"][name][kind]["mrr"]["mean"]
        style = ("dotted", "dashed", "dashdot", (0, (5, 1)))[place]
        axes.axhline(mean, linestyle=style, linewidth=1, color=f"C{place + 2}", label=f"{name}: {mean:.2f}")
    axes.set(title=kind, xlabel="milliseconds per text (one at a time)", ylabel="MRR")
    axes.set_xlim(0, 1.12 * max(times))
    axes.set_ylim(0, 1.05)
    axes.legend(fontsize=7, loc="lower right")


def write_page(results: dict[str, Any], file: str | Path) -> None:
    """Writes a page with the figure and all tables that loads nothing from elsewhere."""
    svg = Path(file).with_suffix(".svg")
    draw_figure(results, svg)
    drawing = svg.read_text()
    drawing = drawing[drawing.index("<svg") :]
    tasks = ", ".join(f"{task['name']} ({task['queries']} of {task['candidates']})" for task in results["tasks"])
    parts = [
        f"<h1>{html.escape(results['model'])}: quality by exit</h1>",
        f"<p>{html.escape(results['split'])} split, {results['repositories']} repositories held out. "
        f"{html.escape(results['protocol'].capitalize())}. Measured on {html.escape(results['machine'])}. "
        f"Intervals are 95 %, by bootstrap over queries.<br><small>Tasks (queries of candidates): "
        f"{html.escape(tasks)}</small></p>",
        drawing,
        "<h2>Quality</h2>",
        _quality_table(results),
        "<h2>Cost of an exit</h2>",
        _cost_table(results),
        "<h2>Differences in MRR, paired by query</h2>",
        _difference_table(results),
        "<h2>Cascade search</h2>",
        _cascade_table(results),
        "<h2>By task (MRR)</h2>",
        _task_table(results),
        _blocks_table(results),
        _public_tables(results),
    ]
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(results["model"])}</title>'
    Path(file).write_text(f"{page}<style>{STYLE}</style>{''.join(parts)}</html>\n", encoding="utf-8")


def _cost_table(results: dict[str, Any]) -> str:
    rows = [
        [
            name,
            f"{cost['parameters']:,}",
            f"{cost['flops_per_token'] / 1e6:,.1f}",
            f"{cost['milliseconds']:.2f}",
            f"{cost['texts_per_second']:,.0f}",
            str(cost["bytes_per_vector"]),
        ]
        for name, cost in results["cost"].items()
    ]
    return _table(["exit", "parameters", "MFLOP/token", "ms per text", "texts/s", "bytes per vector"], rows)


def _difference_table(results: dict[str, Any]) -> str:
    rows = [
        [
            f"{row['system']} against {row['against']}",
            row["kind"],
            f"{row['difference']['mean']:+.3f}",
            f"{row['difference']['low']:+.3f} to {row['difference']['high']:+.3f}",
            f"{row['p_adjusted']:.4f}",
        ]
        for row in results["comparisons"]
    ]
    return _table(["comparison", "kind", "difference", "95 % interval", "p (Holm)"], rows)


def _cascade_table(results: dict[str, Any]) -> str:
    rows = [
        [
            row["name"],
            f"{row['recall_of_full_top_10']:.1%}",
            f"{row['mrr']:.3f}",
            f"{row['seconds']:.2f}",
            f"{row['documents_computed_deep']:,}",
        ]
        for row in results["cascade"]
    ]
    table = _table(["search", "keeps of the full top 10", "MRR", "seconds", "documents computed deep"], rows)
    if not rows:
        return table
    first = results["cascade"][0]
    words = f"{html.escape(first['task'])}: {first['queries']:,} queries, {first['documents']:,} candidates."
    return f"<p>{words}</p>{table}"


def _quality_table(results: dict[str, Any]) -> str:
    kinds = _kinds(results)
    rows = [
        [name, *[cell for kind in kinds for cell in _quality_cells(quality[kind])]]
        for name, quality in results["quality"].items()
    ]
    return _table(
        ["system", *[title for kind in kinds for title in (f"{kind} MRR", "R@1", "R@5", "R@10", "nDCG@10")]], rows
    )


def _quality_cells(quality: dict[str, Any]) -> list[str]:
    others = ("recall@1", "recall@5", "recall@10", "ndcg@10")
    return [_cell(quality["mrr"]), *[f"{quality[metric]['mean']:.3f}" for metric in others]]


def _blocks_table(results: dict[str, Any]) -> str:
    """MRR in CodeSearchNet's own protocol, for the tasks that have a thousand queries; "" if there are none."""
    names = list(next(iter(results["quality"].values()))["codesearchnet-1000"])
    if not names:
        return ""
    rows = [
        [system, *[_cell(quality["codesearchnet-1000"][name]) for name in names]]
        for system, quality in results["quality"].items()
    ]
    return "<h2>CodeSearchNet's protocol: MRR among 1,000 candidates</h2>" + _table(["system", *names], rows)


def _public_tables(results: dict[str, Any]) -> str:
    """Scores on public benchmarks (mteb's tasks, POJ-104); "" if none were measured."""
    found = ""
    if mteb := results.get("mteb"):
        exits = mteb["exits"]
        rows = []
        for name, entry in mteb["tasks"].items():
            parts = entry["subsets"].items() if len(entry["subsets"]) > 1 else ()
            for title, scores in ((name, entry["scores"]), *((f"{name}: {part}", values) for part, values in parts)):
                rows.append([title, entry["metric"], *[f"{scores[exit]:.3f}" for exit in exits]])
        for name, scores in mteb["benchmarks"].items():
            rows.append([f"{name} (mean of its tasks)", "", *[f"{scores[exit]:.3f}" for exit in exits]])
        found += f"<h2>mteb {html.escape(mteb['version'])}</h2>" + _table(["task", "metric", *exits], rows)
    if poj104 := results.get("poj104_map_at_r"):
        found += "<h2>POJ-104: MAP@R</h2>" + _table(list(poj104), [[f"{value:.3f}" for value in poj104.values()]])
    return found


def _task_table(results: dict[str, Any]) -> str:
    names = [task["name"] for task in results["tasks"]]
    rows = [
        [system, *[f"{quality['tasks'][name]['mrr']['mean']:.3f}" for name in names]]
        for system, quality in results["quality"].items()
    ]
    return _table(["system", *names], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    titles = "".join(f"<th>{html.escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'
