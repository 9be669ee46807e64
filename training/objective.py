"""What a batch's logits are asked for: the annotated tags, in one of several losses, and the answers of teachers."""

from dataclasses import dataclass, field
from enum import StrEnum

import torch
from torch.nn import functional

from models.tags import Scheme
from training.dataset import IGNORED

NEVER = -1e4
"""The logit of what cannot be; finite, so that no product with a probability of 0 is undefined."""


class Loss(StrEnum):
    """How the annotated tags are asked for."""

    CROSS_ENTROPY = "cross-entropy"
    FOCAL = "focal"
    """Pieces that the model is sure of weigh less (Lin et al., 2017)."""
    SEQUENCE = "sequence"
    """A linear chain over each window whose transitions are those that decoding allows: nothing to learn but the tags
    themselves, so that the network that is exported is the same."""


@dataclass(frozen=True, slots=True)
class Objective:
    """``focus``: the exponent of the focal loss; ``smoothing``: the probability that cross entropy leaves to all tags
    alike; ``soft``: the share of the loss that asks for the teachers' answers where a batch has some.
    """

    scheme: Scheme
    loss: Loss = Loss.CROSS_ENTROPY
    focus: float = 2.0
    smoothing: float = 0.0
    soft: float = 0.0
    _allowed: torch.Tensor = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_allowed", torch.from_numpy(self.scheme.allowed.copy()))

    def __call__(
        self,
        logits: torch.Tensor,
        labels: torch.Tensor,
        unknown: torch.Tensor | None = None,
        answers: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The mean loss over the pieces.

        ``logits``: ``[batch, length, tags]``. ``labels``: ``[batch, length]``. ``unknown``: ``[batch, tags]``, tags
        that a window says nothing of; they are no alternative there. ``answers``: the teachers' probabilities, shaped
        as the logits.
        """
        logits = logits.float()
        if unknown is not None:
            logits = logits.masked_fill(unknown[:, None, :], NEVER)
        hard = self._hard(logits, labels)
        if answers is None:
            return hard
        if unknown is not None:
            known = answers.masked_fill(unknown[:, None, :], 0.0)
            answers = known / known.sum(-1, keepdim=True).clamp_min(1e-6)
        return (1 - self.soft) * hard + self.soft * divergence(logits, answers, labels != IGNORED)

    def _hard(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        if self.loss is Loss.SEQUENCE:
            return sequence_loss(logits, labels, self._allowed.to(logits.device))
        if self.loss is Loss.FOCAL:
            return focal_loss(logits, labels, self.focus)
        return functional.cross_entropy(
            logits.transpose(1, 2), labels, ignore_index=IGNORED, label_smoothing=self.smoothing
        )


def divergence(logits: torch.Tensor, answers: torch.Tensor, read: torch.Tensor) -> torch.Tensor:
    """The mean Kullback–Leibler divergence of the model from ``answers`` over the pieces that are ``read``."""
    each = functional.kl_div(logits.log_softmax(-1), answers, reduction="none").sum(-1)
    return (each * read).sum() / read.sum().clamp_min(1)


def focal_loss(logits: torch.Tensor, labels: torch.Tensor, focus: float) -> torch.Tensor:
    """The mean of ``(1 - p) ** focus · -log p`` over the pieces; p is the probability of the annotated tag."""
    lost = functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none")
    read = labels != IGNORED
    return ((1 - torch.exp(-lost)) ** focus * lost * read).sum() / read.sum().clamp_min(1)


def sequence_loss(logits: torch.Tensor, labels: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """``-log p`` of the annotated sequences among all that ``allowed``, ``[from, to]``, lets be, per piece.

    The pieces that are read follow one another in each window. Windows whose annotation is itself not allowed, as
    where the pieces cannot express it, do not count.
    """
    penalties = torch.where(allowed, 0.0, NEVER)
    read = labels != IGNORED
    gold = labels.clamp_min(0)
    own = (logits.gather(-1, gold[..., None])[..., 0] * read).sum(1)
    total = _partition(logits, read, penalties)
    steps = read[:, 1:] & read[:, :-1]
    legal = (allowed[gold[:, :-1], gold[:, 1:]] | ~steps).all(1)
    pieces = (read.sum(1) * legal).sum().clamp_min(1)
    return ((total - own) * legal).sum() / pieces


def _partition(logits: torch.Tensor, read: torch.Tensor, penalties: torch.Tensor) -> torch.Tensor:
    """The logarithm of the summed weights of all sequences of each window, shape ``[batch]``."""
    running, begun = torch.zeros_like(logits[:, 0]), torch.zeros_like(read[:, 0])
    for step in range(logits.shape[1]):
        reached = torch.logsumexp(running[:, :, None] + penalties, dim=1) if step else running
        reached = torch.where(begun[:, None], reached, 0.0) + logits[:, step]
        running = torch.where(read[:, step, None], reached, running)
        begun = begun | read[:, step]
    return torch.logsumexp(running, dim=-1)
