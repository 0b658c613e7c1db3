"""Near-duplicate removal: pairloom's `dedup` against datasketch, rensa, datatrove and text-dedup, on real functions.

    python benchmarks/dedup.py [--rows 20000 200000] [--text-dedup PYTHON] [--growth] [--out FILE.png]

All methods have the same texts, one core, 256 permutations, sets of 5 characters in a row, and threshold 0.7. Each runs
in its own process. Times are CPU seconds from the texts to the signatures or to the kept rows; memory is the peak above
the texts. The truth is the result of the exact join up to 50,000 rows. For more rows it is the result of 64 bands of 4
rows with every pair verified, which miss a pair at the threshold once in 40 million. Recall: how many of the rows that
the truth removes are removed. Precision: how many of the removed rows have a kept row within the threshold. Peers: pip
install rensa==0.5.0 datatrove==0.10.1 matplotlib; a peer that is not installed is named and left out. text-dedup 0.4
needs older packages than pairloom: `--text-dedup` names the python of its environment. The limit of the core is the
time to multiply, add and compare once for each permutation and each shingle, also repeated ones, on numbers in its
first cache; it leaves out hashing and everything else.
"""

import argparse
import ast
import multiprocessing
import pickle
import random
import re
import resource
import subprocess
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pairloom import dedup
from pairloom.dedup import exact, fallback, kernels, minhash, near, settings

THRESHOLD, PERMUTATIONS, WIDTH = 0.7, 256, 5


def harvest() -> Iterator[str]:
    """Every Python function of at least 6 lines in the standard library and the installed packages, file by file."""
    warnings.simplefilter("ignore", SyntaxWarning)
    for folder in ("stdlib", "purelib"):
        for file in sorted(Path(sysconfig.get_path(folder)).rglob("*.py")):
            if folder == "stdlib" and "site-packages" in file.parts:
                continue
            try:
                text = file.read_text(encoding="utf-8")
                tree = ast.parse(text)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            lines = text.split("\n")
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    last = node.end_lineno or node.lineno
                    if last - node.lineno >= 5:
                        yield "\n".join(lines[node.lineno - 1 : last])


def corpus(rows: int) -> list[str]:
    """`rows` functions in a fixed random order. A tenth are edited copies. If more rows are wanted than functions are
    installed, the rest are copies with every longer name changed, which are not near-duplicates."""
    cache = Path(tempfile.gettempdir(), "pairloom-benchmark-functions.pkl")
    if not cache.exists():
        cache.write_bytes(pickle.dumps(list(harvest())))
    functions = pickle.loads(cache.read_bytes())
    draw = random.Random(1)
    draw.shuffle(functions)
    texts: list[str] = []
    while len(texts) < rows:
        text = functions[len(texts) % len(functions)]
        again = len(texts) // len(functions)
        if texts and draw.random() < 0.1:
            text = texts[draw.randrange(len(texts))]
            for _ in range(draw.randrange(1, 6)):
                place = draw.randrange(len(text))
                text = text[:place] + f"edit{draw.randrange(99)}" + text[place + draw.randrange(9) :]
        elif again:
            text = re.sub(r"\b([a-z]{3})([a-z_]+)\b", rf"\g<1>{again}\g<2>", text)
        texts.append(text)
    return texts


def shingles(text: str) -> list[str]:
    """The set of a text, as a list."""
    return list({text[i : i + WIDTH] for i in range(max(1, len(text) - WIDTH + 1))})


# ---- text to signature: each returns nothing worth keeping


def ours(texts: list[str]) -> Any:
    """This library."""
    return dedup.signatures(texts)


def ours_numpy(texts: list[str]) -> Any:
    """This library without numba."""
    for module in (minhash, near, exact):
        module.loops = fallback  # type: ignore[attr-defined]
    return dedup.signatures(texts)


def datasketch_sha1(texts: list[str]) -> Any:
    """datasketch's bulk interface with its default hash."""
    from datasketch import MinHash

    sets = ([shingle.encode() for shingle in shingles(text)] for text in texts)
    return MinHash.bulk(sets, num_perm=PERMUTATIONS, scheme="affine32")


def datasketch_xxhash(texts: list[str]) -> Any:
    """datasketch's bulk interface with a faster hash."""
    import xxhash
    from datasketch import MinHash

    sets = ([shingle.encode() for shingle in shingles(text)] for text in texts)
    return MinHash.bulk(sets, num_perm=PERMUTATIONS, scheme="affine32", hashfunc=xxhash.xxh32_intdigest)


def rensa_r(texts: list[str]) -> Any:
    """rensa's R-MinHash, its fastest full mode."""
    from rensa import RMinHash

    return RMinHash.digests_from_token_sets([shingles(text) for text in texts], PERMUTATIONS, 1)


def datatrove_kernel(texts: list[str]) -> Any:
    """datatrove's hash and signature, on character shingles instead of its word tokens."""
    from datatrove.pipeline.dedup import minhash as peer
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature

    peer.load_word_tokenizer = lambda language: None  # it would load spaCy for words that are not needed
    with tempfile.TemporaryDirectory() as folder:
        step = MinhashDedupSignature(folder, MinhashConfig(num_buckets=16, hashes_per_bucket=16))
        hashed = step._hash_func
        for text in texts:
            step.get_signature(
                np.fromiter((hashed(shingle.encode()) for shingle in shingles(text)), np.uint64).reshape(-1, 1)
            )


TEXT_DEDUP = """
import pickle, sys, time
import numpy as np
from text_dedup import minhash
texts = pickle.load(sys.stdin.buffer)
class Characters:  # in place of its words
    split = staticmethod(lambda text: text)
minhash.NON_ALPHA = Characters
minhash.ngrams = lambda text, width, least: ((text[i:i + width],) for i in range(max(1, len(text) - width + 1)))
top, prime = np.uint32(2**32 - 1), np.uint32(2**32 - 5)
draw = np.random.RandomState(42)
maps = tuple(draw.randint(low, prime, size=PERMUTATIONS, dtype=np.uint32) for low in (1, 0))
start = time.process_time()
for number, text in enumerate(texts):
    minhash.embed_func(
        text, number, num_perm=PERMUTATIONS, ngram_size=WIDTH, min_length=0, hashranges=[(0, PERMUTATIONS)],
        permutations=maps, hash_func=minhash.xxh3_32hash, dtype=np.uint32, max_hash=top, modulo_prime=prime,
    )
print(time.process_time() - start)
"""


def text_dedup_kernel(python: str, texts: list[str]) -> float:
    """CPU seconds of text-dedup's hash and signature (xxh3, 32 bits: its fastest), on characters instead of its words,
    run by the interpreter `python`."""
    script = TEXT_DEDUP.replace("PERMUTATIONS", str(PERMUTATIONS)).replace("WIDTH", str(WIDTH))
    command = [python, "-c", script]
    found = subprocess.run(command, input=pickle.dumps(texts), capture_output=True, check=True, timeout=3600)
    return float(found.stdout.split()[-1])


def core_limit(texts: list[str]) -> float:
    """Rows per second if only the arithmetic of the permutations took time."""
    draw = np.random.default_rng(1)
    hashes = draw.integers(0, 2**32, 2048, dtype=np.uint32)
    slopes, shifts = draw.integers(0, 2**32, (2, PERMUTATIONS), dtype=np.uint32)
    least = np.empty(PERMUTATIONS, np.uint32)
    seconds = []
    for _ in range(200):
        start = time.process_time()
        for _ in range(20):
            kernels._lower(hashes, len(hashes), slopes, shifts, least)
        seconds.append(time.process_time() - start)
    per_shingle = min(seconds) / (20 * len(hashes))
    return 1 / (per_shingle * sum(max(1, len(text) - WIDTH + 1) for text in texts) / len(texts))


# ---- text to kept rows: each returns for every row the kept row that it duplicates, or -1


def ours_whole(texts: list[str]) -> Any:
    """This library."""
    return dedup.near_duplicates(texts, THRESHOLD)


def ours_exact(texts: list[str]) -> Any:
    """This library's exact join."""
    return dedup.near_duplicates(texts, THRESHOLD, method="exact")


def many_bands(texts: list[str]) -> Any:
    """This library with so many bands that it misses no pair: the truth where the exact join takes too long."""
    settings.choose_bands = lambda threshold, permutations: (64, 4)  # type: ignore[assignment]
    return dedup.near_duplicates(texts, THRESHOLD)


def datasketch_lsh(texts: list[str]) -> Any:
    """datasketch's signatures in its MinHashLSH: a row is removed if the index of kept rows has a similar one."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    match = []
    for row, sketch in enumerate(datasketch_sha1(texts)):
        found = index.query(sketch)
        match.append(min(found) if found else -1)
        if not found:
            index.insert(row, sketch)
    return np.array(match)


def rensa_lsh(texts: list[str]) -> Any:
    """rensa's R-MinHash in its LSH, used the same way."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    match = []
    for row, sketch in enumerate(RMinHash.from_token_sets([shingles(text) for text in texts], PERMUTATIONS, 1)):
        found = index.query(sketch)
        match.append(min(found) if found else -1)
        if not found:
            index.insert(row, sketch)
    return np.array(match)


SIGNATURES = (ours, ours_numpy, datasketch_sha1, datasketch_xxhash, rensa_r, datatrove_kernel)
WHOLE = (ours_whole, datasketch_lsh, rensa_lsh)
EXACT_JOIN_ROWS = 50_000


def measure(method: Callable[[list[str]], Any], texts: list[str], keep: bool) -> Any:
    """(CPU seconds, peak MB above the texts, result or None) of a method in its own process; None if it needs a package
    that is not installed."""
    context = multiprocessing.get_context("fork")
    inner, outer = context.Pipe()

    def work() -> None:
        try:
            method(texts[:50])  # imports and compiled code are loaded
        except ImportError as error:
            outer.send(error)
            return
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        result = method(texts)
        seconds = time.process_time() - start
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        outer.send((seconds, memory, result if keep else None))

    process = context.Process(target=work)
    process.start()
    outer.close()
    try:
        answer = inner.recv()
    except EOFError:
        answer = ImportError("the process ended without an answer")
    process.join()
    if isinstance(answer, ImportError):
        print(f"{method.__name__}: left out: {answer}")
        return None
    return answer


def jaccard(one: str, other: str) -> float:
    """The exact index of two texts."""
    mine, theirs = set(shingles(one)), set(shingles(other))
    return len(mine & theirs) / len(mine | theirs)


def quality(match: Any, truth: Any, texts: list[str]) -> tuple[float, float]:
    """(recall, precision); precision by at most 3,000 of the removed rows."""
    gone = np.flatnonzero(match >= 0)
    recall = np.count_nonzero(truth[gone] >= 0) / np.count_nonzero(truth >= 0)
    some = random.Random(1).sample(gone.tolist(), min(len(gone), 3000))
    right = sum(jaccard(texts[row], texts[match[row]]) >= THRESHOLD or truth[row] >= 0 for row in some)
    return recall, right / max(1, len(some))


def compare(rows: int, with_signatures: bool, text_dedup: str) -> None:
    """Prints both tables for `rows` rows, or the second only."""
    texts = corpus(rows)
    size = sum(map(len, texts))
    print(f"\n{rows:,} functions, {size / 1e6:.0f} M characters, {size / rows:.0f} on average")
    speed = {}
    print(f"{'text to signature':<22}{'rows/s':>10}{'MB':>8}")
    for method in SIGNATURES if with_signatures else ():
        if (answer := measure(method, texts, False)) is not None:
            speed[method.__name__] = rows / answer[0]
            print(f"{method.__name__:<22}{rows / answer[0]:>10,.0f}{answer[1]:>8,.0f}", flush=True)
    if text_dedup and with_signatures:
        speed["text_dedup_kernel"] = rows / text_dedup_kernel(text_dedup, texts)
        print(f"{'text_dedup_kernel':<22}{speed['text_dedup_kernel']:>10,.0f}", flush=True)
    if "ours" in speed:
        limit = core_limit(texts)
        print(f"limit of the core: {limit:,.0f} rows/s; ratio to it: {speed['ours'] / limit:.2f}")
    for peer in ("datasketch_sha1", "datasketch_xxhash", "rensa_r", "datatrove_kernel", "text_dedup_kernel"):
        if peer in speed:
            print(f"ratio to {peer}: {speed['ours'] / speed[peer]:.1f}")
    truth, seconds = None, {}
    print(f"{'text to kept rows':<22}{'rows/s':>10}{'MB':>8}{'removed':>10}{'recall':>8}{'precision':>10}")
    for method in (ours_exact if rows <= EXACT_JOIN_ROWS else many_bands, *WHOLE):
        if (answer := measure(method, texts, True)) is not None:
            truth = answer[2] if truth is None else truth
            seconds[method.__name__] = answer[0]
            recall, precision = quality(answer[2], truth, texts)
            removed = np.count_nonzero(answer[2] >= 0)
            print(
                f"{method.__name__:<22}{rows / answer[0]:>10,.0f}{answer[1]:>8,.0f}{removed:>10,}"
                f"{recall:>8.4f}{precision:>10.4f}",
                flush=True,
            )
    for peer in ("datasketch_lsh", "rensa_lsh"):
        if peer in seconds:
            print(f"ratio to {peer}: {seconds[peer] / seconds['ours_whole']:.1f}")


def growth(out: Path) -> None:
    """Time and memory of the whole job at 10^4, 10^5 and 10^6 rows, with a plot."""
    counts = [10**4, 10**5, 10**6]
    found = []
    for rows in counts:
        texts = corpus(rows)
        seconds, memory, _ = measure(ours_whole, texts, False)
        found.append((seconds, memory))
        print(f"{rows:>9,} rows: {seconds:7.1f} s, {memory:7,.0f} MB, {rows / seconds:,.0f} rows/s", flush=True)
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, values, label in zip(axes, zip(*found, strict=True), ("CPU seconds", "MB above the texts"), strict=True):
        axis.loglog(counts, values, "o-", color="#1f5fa8")
        axis.set_xlabel("rows")
        axis.set_ylabel(label)
        axis.grid(True, which="both", alpha=0.3)
        for x, y in zip(counts, values, strict=True):
            axis.annotate(f"{y:,.1f}" if y < 10 else f"{y:,.0f}", (x, y), textcoords="offset points", xytext=(0, 8))
        axis.margins(0.15)
    figure.suptitle("Near-duplicate removal on one core")
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=150)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[20_000])
    parser.add_argument("--no-signatures", action="store_true", help="only from text to kept rows")
    parser.add_argument("--text-dedup", default="", metavar="PYTHON", help="of an environment with text-dedup")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("docs/figures/dedup-growth.png"))
    chosen = parser.parse_args()
    for rows in chosen.rows:
        compare(rows, not chosen.no_signatures, chosen.text_dedup)
    if chosen.growth:
        growth(chosen.out)


if __name__ == "__main__":
    main()
