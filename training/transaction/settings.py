"""What can be set about a retraining: how much of the old corpus is replayed, what counts as better, how to train."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from training.config import TrainingConfig

CONFIGS = Path(__file__).parent.parent / "configs"
GENTLE, FROM_ENCODER = CONFIGS / "retrain.toml", CONFIGS / "retrain-encoder.toml"
"""From the version in use, and from the encoder that knows no label yet."""


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What a new version must keep and gain.

    ``margin``: by how much the F1 of a label may fall. A larger fall is held against the version where it is more than
    chance, and a fall by more than ``limit`` always is; with ``certainty``, chance alone refuses no version, however
    many labels there are. ``floor``: entities that a label needs to be judged on its own; rarer ones are judged
    together. ``resamples`` of the documents, drawn with replacement.
    ``archive_margin``, ``archive_limit``: the same for the net share of the records of the archive that are lost: what
    is lost there nobody can look up, so that a twentieth is too much in any case.
    """

    margin: float = 0.01
    limit: float = 0.1
    floor: int = 30
    certainty: float = 0.9
    resamples: int = 2000
    archive_margin: float = 0.01
    archive_limit: float = 0.05

    def __post_init__(self) -> None:
        if not (0 <= self.margin <= self.limit and 0.5 <= self.certainty < 1 and self.resamples > 0):
            raise ValueError("gate 需要 0 ≤ margin ≤ limit，0.5 ≤ certainty < 1，resamples > 0")
        if not 0 <= self.archive_margin <= self.archive_limit:
            raise ValueError("gate 需要 0 ≤ archive_margin ≤ archive_limit")


@dataclass(frozen=True, slots=True)
class RetrainSettings:
    """``replay``: share of the code points of an epoch that come from the old corpus, 1 for all of the old corpus
    whatever its size. ``held_out``: share of the new reports that training does not see. ``repeat``: how often an epoch
    has each new report; one time as written, the others rewritten by the generator. ``least``: new reports that are
    needed at least. ``training``: as of ``jixi train``; where a run starts from a version, its checkpoint takes the
    place of ``encoder`` and ``layers``.
    """

    replay: float = 0.5
    held_out: float = 0.2
    repeat: int = 2
    least: int = 5
    seed: int = 0
    gate: GateSettings = field(default_factory=GateSettings)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def __post_init__(self) -> None:
        if not (0 <= self.replay <= 1 and 0 < self.held_out < 1 and self.repeat > 0 and self.least > 1):
            raise ValueError("需要 0 ≤ replay ≤ 1，0 < held_out < 1，repeat > 0，least > 1")

    @classmethod
    def read(cls, path: Path) -> "RetrainSettings":
        """Read the TOML file ``path``; raises ``ValueError`` or ``TypeError`` where it does not fit."""
        with path.open("rb") as file:
            return cls.of(tomllib.load(file))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "RetrainSettings":
        """The settings with ``values``, as parsed from TOML, in place of the defaults."""
        plain = {name: value for name, value in values.items() if name not in ("gate", "training")}
        gate = GateSettings(**values.get("gate", {}))
        return cls(**plain, gate=gate, training=TrainingConfig.of(dict(values.get("training", {}))))

    def with_seed(self, seed: int) -> "RetrainSettings":
        """The same settings with every choice drawn from ``seed``."""
        return replace(self, seed=seed, training=replace(self.training, seed=seed))

    def with_epochs(self, epochs: int) -> "RetrainSettings":
        """The same settings with another number of epochs."""
        return replace(self, training=replace(self.training, epochs=epochs))

    def with_margin(self, margin: float) -> "RetrainSettings":
        """The same settings with another ``margin`` of the gate."""
        return replace(self, gate=replace(self.gate, margin=margin, limit=max(margin, self.gate.limit)))

    def with_trackers(self, trackers: Sequence[str]) -> "RetrainSettings":
        """The same settings with the training logged by ``trackers``."""
        return replace(self, training=replace(self.training, trackers=tuple(trackers)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a manifest and to tell whether a run is the same."""
        return asdict(self)
