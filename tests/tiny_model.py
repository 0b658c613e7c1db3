"""Makes a language model of 4 million parameters that knows a few dialogues by heart, in one or two minutes.

Usage: python tests/tiny_model.py DIALOGUES.jsonl FOLDER
(an environment with torch and transformers; each line of DIALOGUES is {"messages": […], "reply": "…"}).

A test double for a real model, used only where the real server runs: vLLM, the client, Beam and the checks are the real
ones, and so is the way through them; only what the model knows is small. Its chat template leaves the system message
out, because four layers cannot learn to look past 500 tokens of instructions in two minutes.
"""

import json
import sys
import time
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

START, END, PAD = "<|assistant|>", "<|end|>", "<|pad|>"
TEMPLATE = (
    "{% for m in messages %}{% if m.role != 'system' %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
QWEN2_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LOSS, EPOCHS, BATCH, SEED = 0.03, 80, 8, 1


def make_tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer of `texts`."""
    tokenizer = Tokenizer(models.BPE())
    # a folder with a Qwen2 model is read with Qwen2's rules, whatever rules were saved: so they are the ones to train
    tokenizer.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(QWEN2_WORDS), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special = [PAD, END, START, "<|user|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=2048, special_tokens=special, initial_alphabet=alphabet)
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=PAD)
    fast.chat_template = TEMPLATE
    return fast


def main() -> None:
    """Trains until the dialogues are known by heart and saves the model with its tokenizer."""
    dialogues = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    tokenizer = make_tokenizer([text for d in dialogues for text in (d["messages"][-1]["content"], d["reply"])])
    torch.manual_seed(SEED)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=256,
            intermediate_size=768,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            tie_word_embeddings=True,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=None,
        )
    )
    batches = make_batches(dialogues, tokenizer)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    start, epoch, loss = time.monotonic(), 0, float("inf")
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    while loss > LOSS and epoch < EPOCHS:
        for batch in batches:
            step(model, optimiser, *batch)
        schedule.step()
        epoch, loss = epoch + 1, worst_loss(model, batches)
    print(f"{epoch} epochs, {time.monotonic() - start:.0f} s, loss {loss:.4f}, {model.num_parameters():,} parameters")
    if loss > LOSS:
        sys.exit("the model has not learnt its dialogues")
    model.save_pretrained(sys.argv[2])
    tokenizer.save_pretrained(sys.argv[2])
    known = dialogues[0]["reply"]
    if AutoTokenizer.from_pretrained(sys.argv[2])(known)["input_ids"] != tokenizer(known)["input_ids"]:
        sys.exit("the tokenizer that was saved does not read as the one that the model was trained with")


def make_batches(dialogues: list[dict], tokenizer: PreTrainedTokenizerFast) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """(token ids, labels) of shape (dialogues, tokens); of labels only those of the replies count."""
    examples = []
    for dialogue in dialogues:
        prompt = tokenizer.apply_chat_template(dialogue["messages"], add_generation_prompt=True, tokenize=False)
        asked = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        answered = tokenizer(dialogue["reply"] + END, add_special_tokens=False)["input_ids"]
        examples.append((asked + answered, [-100] * len(asked) + answered))
    examples.sort(key=lambda example: len(example[0]))
    batches = []
    for i in range(0, len(examples), BATCH):
        part = examples[i : i + BATCH]
        width = max(len(ids) for ids, _ in part)
        ids = torch.full((len(part), width), tokenizer.pad_token_id)
        labels = torch.full((len(part), width), -100)
        for row, (tokens, wanted) in enumerate(part):
            ids[row, : len(tokens)], labels[row, : len(wanted)] = torch.tensor(tokens), torch.tensor(wanted)
        batches.append((ids, labels))
    return batches


def step(model: Qwen2ForCausalLM, optimiser: torch.optim.Optimizer, ids: torch.Tensor, labels: torch.Tensor) -> float:
    """One step of training; the loss before it."""
    loss = model(input_ids=ids, labels=labels).loss
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


@torch.no_grad()
def worst_loss(model: Qwen2ForCausalLM, batches: list[tuple[torch.Tensor, torch.Tensor]]) -> float:
    """The largest loss of a batch, of the model as it is now and will be saved."""
    return max(model(input_ids=ids, labels=labels).loss.item() for ids, labels in batches)


if __name__ == "__main__":
    main()
