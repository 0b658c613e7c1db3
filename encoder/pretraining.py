"""Stage one: predict masked tokens, and whether both halves of a window are from one repository, at every exit."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import Dataset

from pairloom.encoder.data import read_columns
from pairloom.encoder.errors import DataError
from pairloom.encoder.heads import PretrainingHeads
from pairloom.encoder.inference import CodeEncoder, load_pretraining_heads
from pairloom.encoder.losses import depth_weights
from pairloom.encoder.packing import PackedTokens, pack_documents, token_budget
from pairloom.encoder.recipe import TrainingRecipe
from pairloom.encoder.throughput import use_bfloat16
from pairloom.schemas.languages import language_of_file

MASKED, RANDOM = 0.8, 0.1
"""Shares of the tokens to predict that are shown as <mask> and as a random token; the rest is unchanged (BERT)."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code and the repository it is from."""

    repository: str
    code: str


def pretraining_files(data: str | Path) -> list[Path]:
    """The files that a pre-training run reads from folder `data`: the train files of a release; if there are none, all
    Parquet files below it; if there are none, the source files of a tree whose first folders are the repositories.
    Raises DataError if there is no file."""
    folder = Path(data)
    for files in (folder.glob("data/train-*.parquet"), folder.rglob("*.parquet")):
        if found := sorted(files):
            return found
    sources = sorted(path for path in folder.rglob("*") if path.is_file() and language_of_file(path.name))
    if not sources:
        raise DataError(f"{data}: holds no Parquet file and no source file in a language that pairloom knows")
    return sources


def read_snippets(data: str | Path) -> list[Snippet]:
    """All snippets in folder `data`. Raises DataError unless at least two repositories have code."""
    snippets: list[Snippet] = []
    for file in pretraining_files(data):
        if file.suffix == ".parquet":
            snippets += _read_parquet(file)
        else:
            repository = file.relative_to(data).parts[0]
            snippets.append(Snippet(repository, file.read_text(encoding="utf-8", errors="replace")))
    snippets = [snippet for snippet in snippets if snippet.code.strip()]
    if len({snippet.repository for snippet in snippets}) < 2:
        raise DataError(f"{data}: needs code of at least two repositories, to tell one from another")
    return snippets


def _read_parquet(file: Path) -> list[Snippet]:
    """A release's rows give both of their codes; another file needs columns `repository` and `code`."""
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(file).names
    except Exception as error:
        raise DataError(f"{file}: cannot be read as Parquet: {error}") from None
    columns = ["source_code", "target_code"] if "source_code" in names else ["code"]
    table = read_columns(file, ["repository", *columns])
    return [Snippet(row["repository"], row[column]) for row in table.to_pylist() for column in columns]


@dataclass(frozen=True)
class Windows:
    """Windows computed together. masked: (guesses,) places in the packed tokens; answers: (guesses,) the tokens that
    stood there; same_repository: (windows,) 1 where both halves are of one repository."""

    packed: PackedTokens
    masked: torch.Tensor
    answers: torch.Tensor
    same_repository: torch.Tensor

    def to(self, device: torch.device, non_blocking: bool = False) -> "Windows":
        """The same on `device`."""
        parts = (
            part.to(device, non_blocking=non_blocking) for part in (self.masked, self.answers, self.same_repository)
        )
        return Windows(self.packed.to(device, non_blocking), *parts)


@dataclass(frozen=True)
class PretrainingBatch:
    """One step's windows, in chunks that are computed one after the other."""

    chunks: list[Windows]

    @property
    def lengths(self) -> list[int]:
        """Tokens of each window."""
        return [length for chunk in self.chunks for length in chunk.packed.lengths]

    def to(self, device: torch.device, non_blocking: bool = False) -> "PretrainingBatch":
        """The same on `device`."""
        return PretrainingBatch([chunk.to(device, non_blocking) for chunk in self.chunks])


class PretrainingSteps(Dataset[PretrainingBatch]):
    """The batches of a run, by step: a pure function of data, recipe and step.

    A window is `<sep> first half <sep> second half <cls>`; each half is filled with snippets of one repository, and
    the second half's repository is another one with the recipe's probability. Rows come in epochs: each snippet opens
    one window per epoch.
    """

    def __init__(self, snippets: Sequence[Snippet], encoder: CodeEncoder, recipe: TrainingRecipe) -> None:
        self._snippets, self._encoder, self._recipe = snippets, encoder, recipe
        self._members: dict[str, list[int]] = {}
        for row, snippet in enumerate(snippets):
            self._members.setdefault(snippet.repository, []).append(row)
        self._repositories = sorted(self._members)
        special = set(encoder.tokenizer.all_special_ids)
        self._ordinary = [token for token in range(len(encoder.tokenizer)) if token not in special]

    def __len__(self) -> int:
        return self._recipe.optimizer.steps

    def __getitem__(self, step: int) -> PretrainingBatch:
        chance = random.Random(f"{self._recipe.run.seed}/windows/{step}")
        rows = self._recipe.pretraining.batch_rows
        windows = [self._window(step * rows + place, chance) for place in range(rows)]
        groups = token_budget([len(tokens) for tokens, _ in windows], self._recipe.optimizer.chunk_tokens)
        return PretrainingBatch([self._mask([windows[row] for row in group], chance) for group in groups])

    def _window(self, number: int, chance: random.Random) -> tuple[list[int], int]:
        epoch, place = divmod(number, len(self._snippets))
        first = self._opening(epoch, place)
        repository = self._snippets[first].repository
        other = chance.random() < self._recipe.pretraining.other_repository
        second = self._another(repository, chance) if other else repository
        room = self._encoder.max_tokens - 3
        head = self._fill(first, repository, room // 2, chance)
        tail = self._fill(None, second, room - len(head), chance)
        tokenizer = self._encoder.tokenizer
        separator, end = tokenizer.sep_token_id, tokenizer.cls_token_id
        return [separator, *head, separator, *tail, end], int(not other)

    def _opening(self, epoch: int, place: int) -> int:
        """The row at `place` of the epoch's order, which visits every row once with a stride that the epoch decides."""
        rows = len(self._snippets)
        chance = random.Random(f"{self._recipe.run.seed}/epoch/{epoch}")
        offset, stride = chance.randrange(rows), _coprime(chance.randrange(1, rows + 1), rows)
        return (offset + place * stride) % rows

    def _another(self, repository: str, chance: random.Random) -> str:
        place = chance.randrange(len(self._repositories) - 1)
        return self._repositories[place if self._repositories[place] < repository else place + 1]

    def _fill(self, row: int | None, repository: str, room: int, chance: random.Random) -> list[int]:
        """Tokens of snippets of `repository`, starting with `row` if given, until `room` tokens are full."""
        members = self._members[repository]
        tokens: list[int] = []
        for _ in range(len(members) + 1):
            row = chance.choice(members) if row is None else row
            tokens += self._tokens(row)
            row = None
            if len(tokens) >= room:
                break
        return tokens[:room]

    def _tokens(self, row: int) -> list[int]:
        text = self._snippets[row].code[: self._encoder.max_tokens * 64]
        return self._encoder.tokenizer(
            text + "\n", add_special_tokens=False, truncation=True, max_length=self._encoder.max_tokens
        )["input_ids"]

    def _mask(self, windows: Sequence[tuple[list[int], int]], chance: random.Random) -> Windows:
        packed = pack_documents([tokens for tokens, _ in windows])
        tokens = packed.input_ids.tolist()
        tokenizer = self._encoder.tokenizer
        fixed = {tokenizer.sep_token_id, tokenizer.cls_token_id}
        candidates = [place for place, token in enumerate(tokens) if token not in fixed]
        guesses = max(1, round(len(candidates) * self._recipe.pretraining.mask_rate))
        masked = sorted(chance.sample(candidates, guesses))
        answers = [tokens[place] for place in masked]
        for place in masked:
            draw = chance.random()
            if draw < MASKED:
                tokens[place] = tokenizer.mask_token_id
            elif draw < MASKED + RANDOM:
                tokens[place] = chance.choice(self._ordinary)
        shown = replace(packed, input_ids=torch.tensor(tokens))
        same = torch.tensor([same for _, same in windows])
        return Windows(shown, torch.tensor(masked), torch.tensor(answers), same)


def _coprime(start: int, number: int) -> int:
    """The first number from `start` on that has no factor in common with `number`."""
    from math import gcd

    return next(stride for stride in range(start, start + number + 1) if gcd(stride, number) == 1)


class PretrainingModel(nn.Module):
    """The encoder with the shared heads, as one module to train."""

    def __init__(self, encoder: CodeEncoder, recipe: TrainingRecipe) -> None:
        super().__init__()
        config = encoder.model.backbone.config
        self.encoder = encoder.model
        loaded = load_pretraining_heads(recipe.model.start, encoder.model) if recipe.model.start else None
        self.heads = loaded or PretrainingHeads(config.hidden_size, config.vocab_size, encoder.exits)
        self._weights = depth_weights(encoder.exits, encoder.model.depth)
        self._repository_weight = recipe.pretraining.repository_weight
        self._precision = recipe.optimizer.precision

    def losses(self, windows: Windows, guesses: int, total: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """What `windows` add to the loss of a step of `guesses` masked tokens in `total` windows: the sum over exits,
        weight = layer / depth; and its parts at each exit, detached.

        Logits are computed for the masked tokens only: those of all tokens would take gigabytes.
        """
        logs: dict[str, torch.Tensor] = {}
        device = windows.masked.device
        loss = torch.zeros((), device=device)
        ends = windows.packed.boundaries[1:].long() - 1
        with torch.autocast(device.type, torch.bfloat16, enabled=use_bfloat16(self._precision, device)):
            states = self.encoder.exit_states(windows.packed, self.encoder.exits)
            for weight, (exit, state) in zip(self._weights, states.items(), strict=True):
                coded = self.heads.with_code(state[windows.masked], exit)
                tokens = self.heads(coded, windows.answers) / guesses
                repository_logits = self.heads.repository_logits(state[ends], exit).float()
                repository = cross_entropy(repository_logits, windows.same_repository, reduction="sum") / total
                loss = loss + weight * (tokens + self._repository_weight * repository)
                logs |= {f"loss_exit_{exit}": tokens.detach(), f"repository_exit_{exit}": repository.detach()}
        return loss, logs

    def backward(self, batch: PretrainingBatch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Adds the gradient of the batch's loss, chunk by chunk; returns the loss and what to log, detached."""
        guesses = sum(len(chunk.masked) for chunk in batch.chunks)
        total = sum(len(chunk.same_repository) for chunk in batch.chunks)
        sums: dict[str, torch.Tensor] = {}
        for chunk in batch.chunks:
            loss, logs = self.losses(chunk, guesses, total)
            loss.backward()
            for name, value in {"loss": loss.detach(), **logs}.items():
                sums[name] = sums[name] + value if name in sums else value
        return sums.pop("loss"), sums
