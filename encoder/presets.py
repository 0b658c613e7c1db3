"""The shapes of models, by name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """The shape of a multi-exit encoder.

    layers: transformer blocks; hidden: width of the residual stream; intermediate: width of the un-gated MLP.
    heads, key_value_heads: query heads, and the heads of keys and values that groups of them share.
    exits: the layers (1 = after the first block) whose normed states are outputs, in rising order.
    dimension: length of the embedding of every exit.
    max_tokens: the longest input; vocabulary: entries of the tokenizer that is trained when none is given.
    embedding_std: standard deviation of new token embeddings. The default is StarCoder-2's, for long training. With 1,
    a new model's vectors are bags of tokens, and minutes of training can improve on them; with the default they cannot.
    """

    layers: int
    hidden: int
    intermediate: int
    heads: int
    key_value_heads: int
    exits: tuple[int, ...]
    dimension: int
    max_tokens: int
    vocabulary: int
    embedding_std: float = 0.018042


PRESETS: dict[str, Preset] = {
    # The published ModularStarEncoder: 162 / 301 / 551 / 801 / 1,051 M parameters up to its five exits.
    "mose-1b": Preset(36, 1024, 12_288, 16, 4, (4, 9, 18, 27, 36), 1024, 2048, 49_156),
    # The same proportions of depth (1/9, 1/4, 1/2, 3/4, 1, rounded) for one GPU and one day.
    "mose-150m": Preset(12, 768, 6144, 12, 4, (1, 3, 6, 9, 12), 768, 1024, 32_000),
    # For two processor cores and minutes.
    "mose-tiny": Preset(6, 192, 768, 3, 1, (1, 2, 3, 4, 6), 192, 96, 4096, embedding_std=1.0),
}
