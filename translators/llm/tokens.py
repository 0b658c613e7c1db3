"""Counts tokens before they are paid: with the model's own tokenizer if this machine has it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.prompts import Messages

CHARACTERS_PER_TOKEN = 3.3
"""An assumption, not a measurement: code has three to four characters for each token of a current model, prose more."""

TokenCounter = Callable[[Messages], int]


def token_counter(settings: TranslateSection) -> tuple[TokenCounter, str]:
    """A function that counts the tokens of a chat, and the name of its method: the model's tokenizer, if its files are
    in the model's folder or in the download cache, else a rule of thumb. Downloads nothing."""
    folder = Path(settings.model.resolved)
    try:
        from transformers import AutoTokenizer
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        tokenizer = AutoTokenizer.from_pretrained(
            str(folder) if folder.is_dir() else settings.model, local_files_only=True
        )
        return (
            lambda chat: len(tokenizer.encode(_text(tokenizer, chat), add_special_tokens=False)),
            f"the tokenizer of {settings.model}",
        )
    except (ImportError, OSError, ValueError):
        how = (
            f"one token for {CHARACTERS_PER_TOKEN} characters: the tokenizer of {settings.model} is not on this machine"
        )
        return (lambda chat: _rule_of_thumb(chat)), how


def _text(tokenizer: Any, chat: Messages) -> str:
    text: str = tokenizer.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    return text


def _rule_of_thumb(chat: Messages) -> int:
    return round(sum(len(message["content"]) for message in chat) / CHARACTERS_PER_TOKEN)
