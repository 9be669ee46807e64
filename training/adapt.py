"""Further pretraining: an encoder reads unlabelled official prose and learns to fill in masked pieces.

Devlin et al., 2019, for the task; Gururangan et al., 2020, for doing it on the texts of the field before fine-tuning.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoTokenizer,
    BertForMaskedLM,
    DataCollatorForLanguageModeling,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.modeling_outputs import MaskedLMOutput

from models import segmenter
from models.pieces import PieceTokenizer
from training.dataset import IGNORED
from training.run import propose

CHUNK = 20_000
"""Code points that are cut into pieces at once."""


@dataclass(frozen=True, slots=True)
class AdaptConfig:
    """``length``: pieces of a window; ``masked``: share of the pieces that are hidden; rates as in fine-tuning."""

    layers: int = 6
    epochs: int = 1
    batch: int = 16
    length: int = 224
    masked: float = 0.2
    rate: float = 2e-4
    warmup: float = 0.06
    seed: int = 0


class MaskedPieces(BertForMaskedLM):
    """A masked language model that computes the vocabulary's scores at the masked places alone, a fifth of the work."""

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, labels: torch.Tensor, **_: Any
    ) -> MaskedLMOutput:
        """The mean loss over the masked pieces of ``input_ids`` ``[batch, length]``; other ``labels`` are ignored."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        chosen = labels != IGNORED
        scores = self.cls(hidden[chosen]).float()
        return MaskedLMOutput(loss=torch.nn.functional.cross_entropy(scores, labels[chosen]))


def windows(texts: Sequence[str], tokenizer: PieceTokenizer, length: int) -> Iterator[list[int]]:
    """Windows of at most ``length`` pieces over ``texts``, begin and end pieces included."""
    for text in texts:
        for first in range(0, len(text), CHUNK):
            chunk = text[first : first + CHUNK]
            ids = tokenizer(chunk, segmenter.borders(chunk, *propose(chunk))).ids.tolist()
            for start in range(0, len(ids), length - 2):
                yield [tokenizer.begin, *ids[start : start + length - 2], tokenizer.end]


def adapt(encoder: Path, texts: Sequence[str], target: Path, config: AdaptConfig) -> float:
    """Pretrain the first layers of ``encoder`` further on ``texts``; writes the new encoder to ``target``.

    Returns the mean loss of the last tenth of the run, in nats a masked piece.
    """
    set_seed(config.seed)
    tokenizer = PieceTokenizer.load(encoder)
    rows = list(windows(texts, tokenizer, config.length))
    random.Random(config.seed).shuffle(rows)
    model = MaskedPieces.from_pretrained(
        encoder, num_hidden_layers=config.layers, attention_probs_dropout_prob=0.0, dtype=torch.float32
    )
    words = AutoTokenizer.from_pretrained(encoder)
    words.mask_token = words.unk_token  # the pruned vocabulary has no piece of its own for it
    trainer = Trainer(
        model=model,
        args=_arguments(config, target / "checkpoints", len(rows)),
        train_dataset=[{"input_ids": row} for row in rows],
        data_collator=DataCollatorForLanguageModeling(words, mlm_probability=config.masked, pad_to_multiple_of=32),
    )
    trainer.train()
    model.bert.save_pretrained(target)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(encoder / name, target / name)
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    tail = losses[-max(1, len(losses) // 10) :]
    return float(sum(tail) / len(tail))


def _arguments(config: AdaptConfig, output: Path, rows: int) -> TrainingArguments:
    steps = max(1, config.epochs * rows // config.batch)
    return TrainingArguments(
        output_dir=str(output),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch,
        learning_rate=config.rate,
        warmup_steps=int(steps * config.warmup),
        weight_decay=0.01,
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=max(1, steps // 100),
        save_strategy="no",
        report_to="none",
        seed=config.seed,
        dataloader_pin_memory=False,
    )
