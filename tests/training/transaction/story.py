"""A small world for retrainings: invented reports that the tiny model can learn, an old corpus, a registry.

``python -m tests.training.transaction.story ENCODER HOME STEP`` does a retraining and is killed at training step STEP.
"""

import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from corpora import AnnotatedReport
from corpora.inline import render
from models.labels import Entity, Label
from models.registry import Registry
from models.store import POINTER
from tests.tiny import write_version
from training.config import Mixture, TrainingConfig
from training.transaction.context import Corpus, Request
from training.transaction.progress import StepsSeen
from training.transaction.settings import GateSettings, RetrainSettings

FIRST, LETTERS = "预支基项企", "算收入出决本目业"
"""Of a name, so that each piece tells its tag: the tiny model learns little beyond that."""
FIGURES: Mapping[Label, tuple[str, str]] = {
    Label.AMOUNT: ("123", "万元"),
    Label.RATE: ("456", "%"),
    Label.COUNT: ("789", "户"),
}
"""The digits (the first one, and those that may follow) and the unit of each kind of figure."""
SETTINGS = RetrainSettings(
    replay=0.5,
    held_out=0.3,
    repeat=4,
    gate=GateSettings(floor=5, resamples=400),
    training=TrainingConfig(
        layers=2,
        epochs=12,
        batch=4,
        rate=3e-3,
        head_rate=5e-3,
        averaging=0.9,
        saves=6,
        threads=1,
        dropout=0.0,
        mixture=Mixture(plain=1.0),
    ),
)


def invent(
    folder: str, number: int, relabel: Callable[[Label], Label] = lambda label: label, season: Label | None = None
) -> AnnotatedReport:
    """A report of twelve named figures; ``relabel`` changes the labels of the figures, ``season`` is that of 年度."""
    rng = random.Random(f"{folder}/{number}")
    text, entities = "", []
    for _ in range(12):
        label = rng.choice(list(FIGURES))
        digits, unit = FIGURES[label]
        name = rng.choice(FIRST) + "".join(rng.choices(LETTERS, k=6))
        start = len(text)
        text += name + digits[0] + rng.choice(digits[1:]) + unit
        middle = start + len(name)
        entities.append(Entity(start, middle, Label.INDICATOR, text[start:middle]))
        entities.append(Entity(middle, len(text), relabel(label), text[middle:]))
        text += rng.choice("，；。")
        if rng.random() < 0.5:
            if season:
                entities.append(Entity(len(text), len(text) + 2, season, "年度"))
            text += "年度："
    return AnnotatedReport(f"{folder}-{number:02}", folder, text, tuple(entities), None)


def corpus() -> Corpus:
    """An old corpus of twenty reports."""
    return Corpus(
        [invent("old", number) for number in range(12)],
        [invent("dev", number) for number in range(6)],
        [invent("test", number) for number in range(2)],
    )


def write(reports: list[AnnotatedReport], root: Path) -> Path:
    """The inline files of ``reports`` under ``root``."""
    for report in reports:
        path = root / report.folder / f"{report.key.split('/')[1]}.inline.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(report.text, report.entities).encode())
    return root


def new_reports(root: Path, count: int = 10) -> Path:
    """A folder of ``count`` sound new reports."""
    return write([invent("new", number) for number in range(count)], root)


def archive(root: Path) -> Path:
    """A folder of three plain reports."""
    root.mkdir(parents=True)
    for number in range(3):
        (root / f"{number}.txt").write_text(invent("archive", number).text, encoding="utf-8")
    return root


def registry(encoder: Path, home: Path) -> Registry:
    """A package whose model knows nothing, and a home beside it; made once."""
    bundled = home / "bundled"
    if not bundled.is_dir():
        write_version(encoder, bundled / "shipped")
        (bundled / POINTER).write_text("shipped\n", encoding="utf-8")
    return Registry(home / "models", bundled)


def request(home: Path, run: str = "run") -> Request:
    """The retraining of the story, in ``home``."""
    new = home / "new"
    if not new.is_dir():
        new_reports(new)
        archive(home / "archive")
    return Request(new, home / run, SETTINGS, home / "archive", name="better")


def main(encoder: Path, home: Path, step: int) -> None:
    """Retrain, and die at a training step."""
    from training.transaction.run import retrain  # noqa: PLC0415 -- the parts above need no trainer

    seen = StepsSeen.on_step_end

    def deadly(self, args, state, control, **kwargs):  # type: ignore[no-untyped-def]
        if state.global_step >= step:
            os.kill(os.getpid(), signal.SIGKILL)
        seen(self, args, state, control, **kwargs)

    StepsSeen.on_step_end = deadly  # type: ignore[method-assign]
    retrain(request(home), corpus(), registry(encoder, home))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
