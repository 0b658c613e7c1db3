"""The consistency check as a step of the graph: compares the vectors that a trained encoder gives to all translations.

    pairs ─> group by languages and a hash ─> embed ─┬─> pool of translations, per two languages ─┐
                                                     └─> rank of each pair's own in the pool  <───┘

The groups, and so the embedded batches, do not depend on the number of workers: the same release gives the same
vectors. A worker holds one group with its vectors and the pool of two languages: 40 MB for 20,000 translations of 1,024
numbers.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import AsMultiMap

from pairloom.pipelines.graph.outputs import REJECTED, reject
from pairloom.pipelines.graph.packing import Packed, pack, unpack
from pairloom.pipelines.graph.shuffle import group_by_key
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.schemas import LANGUAGES, CodePair
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.files import digest_file
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.recipe import ConsistencySection
from pairloom.translators.evidence.consistency import Pool, code_keys, merge_pools, ranks

GROUPS = 64
"""Number of groups of the pairs of two languages."""

Languages = tuple[str, str]


@dataclass(frozen=True)
class Embeddings:
    """Pairs in the order of their ids, with the vectors of both sides: float16 (pairs, dimension), and the keys of
    their translations."""

    pairs: list[CodePair]
    sources: np.ndarray
    targets: np.ndarray
    keys: np.ndarray


class CheckConsistency(beam.PTransform):
    """CodePair -> `.pairs` that are consistent, and `.rejected` for the others.

    settings: the recipe's [check.consistency]; the workers must be able to read the folder `encoder`. shuffle: the
    folder of `graph.shuffle.group_by_key`. If a language has at most `k` translations, the check cannot fail: the pairs
    are kept without the evidence.
    """

    def __init__(self, settings: ConsistencySection, shuffle: str = "") -> None:
        super().__init__()
        self.settings, self.shuffle = settings, shuffle

    def expand(self, pairs: beam.PCollection) -> Any:
        """The graph above."""
        keyed = pairs | "Key" >> beam.Map(lambda pair: (group_of(pair), pack(pair))).with_output_types(
            tuple[str, bytes]
        )
        embedded = (
            (keyed,) | "Group" >> group_by_key(self.shuffle) | "Embed" >> beam.ParDo(Embed(self.settings, self.shuffle))
        )
        pools = (
            embedded
            | "Translations" >> beam.MapTuple(pool_of)
            | "Pools" >> beam.CombinePerKey(Merge(self.settings.pool))
        )
        return embedded | "Rank" >> beam.ParDo(Rank(self.settings), AsMultiMap(pools)).with_outputs(
            REJECTED, main="pairs"
        )


def group_of(pair: CodePair) -> str:
    """The group of a pair."""
    return f"{pair.source_language} {pair.target_language} {int(GROUPS * hash_fraction('group', pair.pair_id))}"


def pool_of(languages: Languages, part: Packed) -> tuple[Languages, Pool]:
    """The translations of one group."""
    embedded: Embeddings = part.read()
    return languages, Pool(embedded.keys, embedded.targets)


class Embed(beam.DoFn):
    """(Group, its pairs, packed) -> (its languages, Embeddings, packed)."""

    def __init__(self, settings: ConsistencySection, folder: str) -> None:
        self.settings, self.folder = settings, folder

    def setup(self) -> None:
        """Loads the encoder. Raises ReleaseError if that fails."""
        self.encoder = load_encoder(self.settings)

    def process(self, element: tuple[str, Iterable[bytes]]) -> Iterator[tuple[Languages, Packed]]:
        """Yields one element for each group."""
        name, group = element
        source, target, _ = name.split()
        pairs = sorted(map(unpack, group), key=lambda pair: pair.pair_id)
        codes = [pair.target_code for pair in pairs]
        sources = self._vectors([pair.source_code for pair in pairs], source)
        embedded = Embeddings(pairs, sources, self._vectors(codes, target), code_keys(codes))
        yield (source, target), Packed.of(embedded, self.folder)

    def _vectors(self, codes: list[str], language: str) -> np.ndarray:
        vectors: np.ndarray = self.encoder.encode(codes, language=language)
        return vectors.astype(np.float16)


class Merge(beam.CombineFn):
    """Pools of two languages -> one of at most `most` translations."""

    def __init__(self, most: int) -> None:
        self.most = most

    def create_accumulator(self) -> list[Pool]:
        """A list of no pool or one pool."""
        return []

    def add_input(self, accumulator: list[Pool], pool: Pool) -> list[Pool]:
        """Adds a pool."""
        return [merge_pools([*accumulator, pool], self.most)]

    def merge_accumulators(self, accumulators: Iterable[list[Pool]]) -> list[Pool]:
        """Adds many."""
        pools = [pool for accumulator in accumulators for pool in accumulator]
        return [merge_pools(pools, self.most)] if pools else []

    def extract_output(self, accumulator: list[Pool]) -> Pool:
        """The pool."""
        return accumulator[0]


class Rank(beam.DoFn):
    """(Languages, Embeddings, packed), and the pools by languages -> the pairs that are consistent, and rejections."""

    def __init__(self, settings: ConsistencySection) -> None:
        self.settings = settings

    def process(self, element: tuple[Languages, Packed], pools: Any) -> Iterator[Any]:
        """Yields one result for each pair."""
        languages, packed = element
        part: Embeddings = packed.read()
        (pool,) = pools[languages]
        k, title = self.settings.k, LANGUAGES[languages[1]].title
        for pair, rank in zip(part.pairs, ranks(part.sources, part.targets, part.keys, pool), strict=True):
            if len(pool) <= k:
                yield pair
            elif rank <= k:
                yield pair.add_gates(["consistency"])
            else:
                detail = f"{rank - 1:,} of {len(pool):,} translations into {title} are nearer to its source, k = {k}"
                yield reject("check", "inconsistent", f"rank {rank}: {detail}", of=pair, payload=pair.target_code)


def load_encoder(settings: ConsistencySection) -> Any:
    """The encoder of a recipe, with only the layers up to the recipe's exit. Raises ReleaseError."""
    try:
        from pairloom.encoder.inference import load  # late: it loads torch

        return load(settings.encoder.resolved, settings.exit or None)
    except ImportError as error:
        reason = f"the encoder's packages are not installed ({error.name}): pip install 'pairloom[encoder]'"
    except PairloomError as error:
        reason = str(error)
    raise ReleaseError(f"check.consistency.encoder: {reason}") from None


def encoder_digest(folder: str) -> str:
    """A hash of the model's files in `folder`, which decide its vectors. Raises ReleaseError."""
    digest = hashlib.sha256()
    try:
        for file in sorted(path for path in Path(folder).iterdir() if path.suffix in (".json", ".safetensors")):
            with file.open("rb") as content:
                digest.update(f"{file.name} {digest_file(content)[0]}\n".encode())
    except OSError as error:
        raise ReleaseError(f"check.consistency.encoder: {folder}: cannot be read: {error.strerror}") from None
    return digest.hexdigest()
