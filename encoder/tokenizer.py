"""Tokenizers, trained on a corpus or loaded from a folder or the Hub; and the input template.

Every input is `<sep> instruction <sep> text <cls>`, cut so that `<cls>` stays (the paper's template).
"""

import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from huggingface_hub.constants import ENDPOINT, HF_HUB_OFFLINE
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from pairloom.encoder.errors import TokenizerError

SPECIAL_TOKENS = {
    "pad_token": "<|pad|>",
    "sep_token": "<|sep|>",
    "cls_token": "<|cls|>",
    "mask_token": "<|mask|>",
}
MOST_CHARACTERS_PER_TOKEN = 64
"""Before a text is tokenized, it is cut to this many characters for each token of the limit, so that a giant text takes
no more time than the part that the model reads."""

_HUMPS = Regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PIECES = Regex(r"[^\W\d_]+|\d|[^\w\s]+")


def train_tokenizer(texts: Iterable[str], vocabulary: int, max_tokens: int) -> PreTrainedTokenizerFast:
    """A BPE of at most `vocabulary` entries learned from `texts`; the same texts give the same tokenizer.

    It is made for matching, not for generating: `readFile`, `read_file` and `Read file` give the same tokens
    (identifiers are cut at humps and underscores, case and white space are dropped), so that a small model need not
    learn that they mean the same. Unknown characters become bytes. The prompts are part of the corpus, once with each
    text, so that their words become single tokens.
    """
    bpe = Tokenizer(models.BPE())
    bpe.normalizer = normalizers.Sequence([normalizers.Replace(_HUMPS, " "), normalizers.Lowercase()])
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(_PIECES, "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL_TOKENS.values()),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    prompts = text_prompt("") + code_prompt("", "")
    bpe.train_from_iterator((part for text in texts for part in (text, prompts)), trainer)
    return _prepare(PreTrainedTokenizerFast(tokenizer_object=bpe, **SPECIAL_TOKENS), max_tokens)


def load_tokenizer(name: str | Path, max_tokens: int) -> PreTrainedTokenizerFast:
    """The tokenizer in folder `name`, or of that name on the Hub, with the special tokens that it lacks added."""
    try:
        tokenizer = _find_tokenizer(name)
    except (OSError, ValueError) as error:
        raise TokenizerError(f"{name}: no tokenizer can be loaded from there: {error}") from None
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise TokenizerError(f"{name}: has only a slow tokenizer; a tokenizer.json is needed")
    missing: dict[str, Any] = {
        role: token for role, token in SPECIAL_TOKENS.items() if getattr(tokenizer, role) is None
    }
    tokenizer.add_special_tokens(missing)
    return _prepare(tokenizer, max_tokens)


def _find_tokenizer(name: str | Path) -> Any:
    """The tokenizer from a folder or the local cache, else from the Hub. First one request checks that the Hub can be
    reached, because transformers repeats requests that fail for more than a minute."""
    try:
        return AutoTokenizer.from_pretrained(name, local_files_only=True)
    except (OSError, ValueError):
        if Path(name).exists():
            raise
    if trouble := _trouble_with_hub():
        raise TokenizerError(f"{name}: is not a folder, and {trouble}; name the folder of a tokenizer instead")
    return AutoTokenizer.from_pretrained(name)


def _trouble_with_hub() -> str:
    if HF_HUB_OFFLINE:
        return "HF_HUB_OFFLINE is set"
    try:
        urllib.request.urlopen(urllib.request.Request(ENDPOINT, method="HEAD"), timeout=10)
    except urllib.error.HTTPError:
        return ""  # it answers
    except OSError as error:
        return f"the Hub at {ENDPOINT} cannot be reached ({error})"
    return ""


def _prepare(tokenizer: PreTrainedTokenizerFast, max_tokens: int) -> PreTrainedTokenizerFast:
    """`tokenizer` with the template in its post-processor, so that all programs that load it make the same inputs."""
    separator, end = tokenizer.sep_token, tokenizer.cls_token
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{separator} $A {end}",
        pair=f"{separator} $A {separator} $B {end}",
        special_tokens=[(separator, tokenizer.sep_token_id), (end, tokenizer.cls_token_id)],
    )
    tokenizer.model_max_length = max_tokens
    tokenizer.padding_side = "right"
    tokenizer.truncation_side = "right"
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    return tokenizer


def text_prompt(separator: str) -> str:
    """The prompt of a description (the paper's instruction)."""
    return f"Represent this code description for retrieving supporting snippets of code:{separator}"


def code_prompt(language: str, separator: str) -> str:
    """The prompt of code in `language` (the paper's instruction)."""
    return f"Represent this {language} code snippet for retrieval:{separator}"


def prompt_for(tokenizer: Any, language: str | None) -> str:
    """The prompt for code in `language`, or for a description when that is None."""
    separator = tokenizer.sep_token
    return text_prompt(separator) if language is None else code_prompt(language, separator)


def tokenize(
    tokenizer: PreTrainedTokenizerFast, texts: Sequence[str], languages: Sequence[str | None], max_tokens: int
) -> tuple[list[list[int]], list[int]]:
    """Token ids of each text in its template, and how many of them are its prompt; `languages[i]` is None where text i
    is a description."""
    if not texts:
        return [], []
    room = max_tokens * MOST_CHARACTERS_PER_TOKEN
    prompts = {language: prompt_for(tokenizer, language) for language in set(languages)}
    lengths = {language: len(tokenizer(prompt)["input_ids"]) - 1 for language, prompt in prompts.items()}
    if max(lengths.values()) + 2 > max_tokens:
        raise TokenizerError(f"a limit of {max_tokens} tokens leaves no room for a text after its prompt")
    inputs = [prompts[language] + _clean(text[:room]) for text, language in zip(texts, languages, strict=True)]
    documents = tokenizer(inputs, truncation=True, max_length=max_tokens, return_attention_mask=False)["input_ids"]
    return documents, [lengths[language] for language in languages]


def _clean(text: str) -> str:
    """`text` without lone surrogates, which no tokenizer accepts."""
    return text.encode("utf-8", "replace").decode("utf-8")
