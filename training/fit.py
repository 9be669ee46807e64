"""One training run with the Hugging Face trainer: resumable after an interruption at any step, seeded."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import Dataset, SequentialSampler
from transformers import (
    AutoConfig,
    AutoModelForTokenClassification,
    PreTrainedModel,
    ProgressCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from models.tags import GUIDE
from training.averaging import RunningMean
from training.config import TrainingConfig
from training.dataset import IGNORED, Example
from training.objective import Objective

Batch = dict[str, torch.Tensor]
WIDTH = 32
"""Batches are padded to multiples of this, since each new shape costs the CPU kernels a compilation."""


class Windows(Dataset[Example]):
    """The windows of a run in the order of the curriculum."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = examples

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, index: int) -> Example:
        return self._examples[index]


class Collator:
    """Pads a batch: ``input_ids``, ``attention_mask`` and ``labels``, each of shape ``[batch, longest]``.

    ``unknown``, ``[batch, tags]``, comes with batches that have windows which say nothing of some tags, ``answers``,
    ``[batch, longest, tags]``, with those that teachers have read.
    """

    def __init__(self, pad: int, tags: int = len(GUIDE)) -> None:
        self._pad, self._tags = pad, tags

    def __call__(self, batch: Sequence[Example]) -> Batch:
        """The tensors of one batch."""
        ids = _padded((example.ids for example in batch), self._pad)
        labels = _padded((example.tags for example in batch), IGNORED)
        padded = {"input_ids": ids, "attention_mask": (ids != self._pad).long(), "labels": labels}
        if any(example.unknown for example in batch):
            padded["unknown"] = self._unknown(batch)
        if all(example.answers is not None for example in batch):
            padded["answers"] = self._answers(batch, ids.shape[1])
        return padded

    def _answers(self, batch: Sequence[Example], longest: int) -> torch.Tensor:
        """The teachers' probabilities, zero where there is no piece."""
        answers = torch.zeros((len(batch), longest, self._tags))
        for row, example in zip(answers, batch, strict=True):
            row[: len(example.ids)] = torch.from_numpy(np.array(example.answers, dtype=np.float32))
        return answers

    def _unknown(self, batch: Sequence[Example]) -> torch.Tensor:
        """Which tags each window says nothing of, ``[batch, tags]``."""
        mask = torch.zeros((len(batch), self._tags), dtype=torch.bool)
        for row, example in zip(mask, batch, strict=True):
            row[list(example.unknown)] = True
        return mask


def _padded(rows: Iterable[Sequence[int]], filler: int) -> torch.Tensor:
    padded = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(row, dtype=torch.long) for row in rows], batch_first=True, padding_value=filler
    )
    return torch.nn.functional.pad(padded, (0, -padded.shape[1] % WIDTH), value=filler)


class OrderedTrainer(Trainer):
    """A trainer that reads the windows in their given order and, where set, adds an adversarial pass.

    The pass moves the word embeddings along their gradient and asks for the same answer (Miyato et al., 2017).
    """

    adversarial: float = 0.0
    objective: Objective

    def _get_train_sampler(self, train_dataset: Any = None) -> SequentialSampler:
        windows: Any = train_dataset or self.train_dataset
        return SequentialSampler(windows)

    def training_step(self, model: Any, inputs: Batch, num_items_in_batch: Any = None) -> torch.Tensor:
        """The gradients of one batch, and of its adversarial twin where one is asked for."""
        loss: torch.Tensor = super().training_step(model, dict(inputs), num_items_in_batch)
        if self.adversarial:
            words = model.get_input_embeddings().weight
            step = self.adversarial * words.grad / (words.grad.norm() + 1e-8)
            words.data.add_(step)
            super().training_step(model, dict(inputs), num_items_in_batch)
            words.data.sub_(step)
        return loss

    def compute_loss(self, model: Any, inputs: Batch, *rest: Any, **named: Any) -> Any:
        """What the objective makes of a batch.

        A tag that a window says nothing of is no alternative there. Its piece may be of that label or of none, and
        either way it is none of the others: the loss sees the other tags alone, and what the model thinks of the
        unknown ones is left as it is.
        """
        asked = {"input_ids", "attention_mask"}
        logits = model(**{name: value for name, value in inputs.items() if name in asked}).logits
        return self.objective(logits, **{name: value for name, value in inputs.items() if name not in asked})


def parameter_groups(model: PreTrainedModel, config: TrainingConfig) -> list[dict[str, Any]]:
    """AdamW groups: the head at its own rate, lower layers a little slower, no decay on norms and biases."""
    groups = []
    for name, parameter in model.named_parameters():
        decay = 0.0 if parameter.ndim == 1 else config.weight_decay
        groups.append({"params": [parameter], "lr": _rate(name, config), "weight_decay": decay})
    return groups


def _rate(name: str, config: TrainingConfig) -> float:
    if name.startswith("classifier"):
        return config.head_rate
    layer = re.search(r"\.layer\.(\d+)\.", name)
    depth = config.layers - 1 - int(layer[1]) if layer else config.layers
    return float(config.rate * config.layer_decay**depth)


def load_encoder(source: str | Path, config: TrainingConfig) -> PreTrainedModel:
    """The encoder at ``source`` (folder or hub name), cut to its first layers, with a classifier over the tags."""
    tags = config.scheme.tags
    settings = AutoConfig.from_pretrained(
        source,
        num_labels=len(tags),
        id2label=dict(enumerate(tags)),
        label2id={tag: index for index, tag in enumerate(tags)},
        num_hidden_layers=config.layers,
        hidden_dropout_prob=config.dropout,
        attention_probs_dropout_prob=0.0,
    )
    model: PreTrainedModel = (
        AutoModelForTokenClassification.from_pretrained(source, config=settings, dtype=torch.float32)
        if config.pretrained
        else AutoModelForTokenClassification.from_config(settings)
    )
    return model


def fit(  # noqa: PLR0913 -- one call, one run
    source: str | Path,
    examples: Sequence[Example],
    pad: int,
    config: TrainingConfig,
    output: Path,
    resume: bool = True,
    *,
    callbacks: Sequence[TrainerCallback] = (),
) -> PreTrainedModel:
    """Train and return the model with averaged weights; checkpoints and the log go to ``output``.

    With ``resume`` an interrupted run in ``output`` goes on from its last checkpoint. ``callbacks`` see every
    step, in place of a progress bar.
    """
    set_seed(config.seed)
    if config.threads:
        torch.set_num_threads(config.threads)
    model = load_encoder(source, config)
    steps = max(1, -(-len(examples) // config.batch))
    optimizer = AdamW(parameter_groups(model, config))
    mean = RunningMean(config.averaging)
    trainer = OrderedTrainer(
        model=model,
        args=_arguments(config, output, steps),
        train_dataset=Windows(examples),
        data_collator=Collator(pad, len(config.scheme)),
        optimizers=(optimizer, LambdaLR(optimizer, lambda step: _schedule(step, steps, config.warmup))),
        callbacks=[mean, *callbacks],
    )
    trainer.adversarial, trainer.objective = config.adversarial, config.objective
    if callbacks:  # whoever watches the steps also tells of them
        trainer.remove_callback(ProgressCallback)
    last = get_last_checkpoint(str(output)) if resume and output.is_dir() else None
    trainer.train(resume_from_checkpoint=last)
    mean.copy_to(model)
    # the trainer wraps the forward pass in half precision, which an export would trace
    bare: PreTrainedModel = trainer.accelerator.unwrap_model(model, keep_fp32_wrapper=False)
    bare.eval()
    return bare


def _schedule(step: int, steps: int, warmup: float) -> float:
    rising = max(1, int(steps * warmup))
    return (step + 1) / rising if step < rising else max(0.02, (steps - step) / max(1, steps - rising))


def _arguments(config: TrainingConfig, output: Path, steps: int) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(output),
        num_train_epochs=1,
        per_device_train_batch_size=config.batch,
        max_grad_norm=1.0,
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=max(1, steps // 200),
        save_steps=max(1, steps // config.saves),
        save_total_limit=2,
        report_to=list(config.trackers) or "none",
        seed=config.seed,
        data_seed=config.seed,
        dataloader_pin_memory=False,
        remove_unused_columns=False,
        disable_tqdm=None,
    )
