"""The settings of one training run, read from a TOML file in ``training/configs``."""

import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from models.tags import Scheme
from models.windows import WindowSize
from training.generator.config import Config
from training.objective import Loss, Objective

_TUPLES = ("difficulties", "trackers", "labels", "teachers")
"""Settings that TOML gives as lists."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """What one epoch is made of, besides each training report once.

    ``plain``: the share of reports that are read as written; the others pass through the generator. ``synthetic``:
    code points of synthetic reports for each code point of the corpus.
    """

    plain: float = 0.5
    synthetic: float = 0.0


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """``encoder``: folder or name of a Hugging Face checkpoint, empty for the packaged one. ``layers``: how many of
    its first layers are kept. ``pretrained`` false starts from chance, and ``difficulties`` names the kinds of report
    that are read (all, where empty): both for ablations. Rates are those of AdamW; ``layer_decay`` multiplies the rate
    once for each layer below the top. ``averaging``: decay of the running mean of the weights that is kept in the end.
    ``dropout`` acts between layers, not on attention weights, where it would rule out the fused kernels and halve the
    speed. ``adversarial``: length of the step on the word embeddings along their gradient, 0 for none. ``trackers``:
    names of the trainer's integrations that log the run, such as ``tensorboard`` or ``mlflow``; they must be installed.
    ``labels``: those beyond the guide that the model has as well. ``loss``: ``cross-entropy``, ``focal`` with the
    exponent ``focus``, or ``sequence``. ``teachers``: folders of versions whose mean probabilities are learned as well;
    ``soft`` is their share of the loss. ``generator``: how often it does what it can do.
    """

    encoder: str = ""
    pretrained: bool = True
    difficulties: tuple[str, ...] = ()
    layers: int = 6
    epochs: int = 12
    batch: int = 16
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warmup: float = 0.1
    averaging: float = 0.998
    label_smoothing: float = 0.0
    adversarial: float = 0.0
    dropout: float = 0.1
    seed: int = 0
    threads: int = 0
    saves: int = 10
    trackers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    loss: Loss = Loss.CROSS_ENTROPY
    focus: float = 2.0
    teachers: tuple[str, ...] = ()
    soft: float = 0.5
    windows: WindowSize = field(default_factory=lambda: WindowSize(core=224, before=16, after=0))
    mixture: Mixture = field(default_factory=Mixture)
    generator: Config = field(default_factory=Config)

    @property
    def scheme(self) -> Scheme:
        """The tags that the model answers with."""
        return Scheme.of(self.labels)

    @property
    def objective(self) -> Objective:
        """What training asks of the network."""
        return Objective(self.scheme, self.loss, self.focus, self.label_smoothing, self.soft)

    @classmethod
    def read(cls, path: Path) -> "TrainingConfig":
        """Read ``path``; raises ``TypeError`` where it names a setting that does not exist."""
        with path.open("rb") as file:
            return cls.of(tomllib.load(file))

    @classmethod
    def of(cls, values: dict[str, Any]) -> "TrainingConfig":
        """The configuration with ``values``, as parsed from TOML, in place of the defaults."""
        nested: dict[str, Any] = {
            "windows": WindowSize(**values["windows"]) if "windows" in values else None,
            "mixture": Mixture(**values["mixture"]) if "mixture" in values else None,
            "generator": Config.of(values["generator"]) if "generator" in values else None,
            "loss": Loss(values["loss"]) if "loss" in values else None,
        }
        nested |= {name: tuple(values[name]) for name in _TUPLES if name in values}
        return cls(**{**values, **{name: value for name, value in nested.items() if value is not None}})

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a manifest."""
        return asdict(self)
