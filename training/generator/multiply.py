"""The generator's front: one noisy, renamed variant of a report for each seed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from corpora import AnnotatedReport, read_corpus
from training.generator import characters, figures, names, pages, places
from training.generator.edits import Draft, close_draft, open_draft


@dataclass(frozen=True, slots=True)
class Config:
    """How often each transformation happens. A chance is per report, a share per place inside a report."""

    rescale: float = 0.7
    redraw: float = 0.6
    redraw_share: float = 0.6
    rename: float = 0.85
    rename_share: float = 0.4
    move: float = 0.7
    shift_years: float = 0.6
    space_digits: float = 0.2
    close_up: float = 0.2
    space_words: float = 0.08
    widen: float = 0.1
    mix_punctuation: float = 0.2
    widen_punctuation: float = 0.3
    lose_punctuation: float = 0.12
    mistake_points: float = 0.06
    embolden: float = 0.1
    escape_html: float = 0.06
    break_lines: float = 0.3
    run_head: float = 0.06


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Makes variants of reports; ``pools`` are the names that it may put in place of others."""

    pools: names.Pools
    config: Config = field(default_factory=Config)

    @classmethod
    def learn(cls, reports: Iterable[AnnotatedReport], config: Config | None = None) -> "Multiplier":
        """A multiplier whose pools hold the names of ``reports``."""
        return cls(names.gather(open_draft(report) for report in reports), config or Config())

    def multiply(self, report: AnnotatedReport, seed: int) -> AnnotatedReport:
        """The variant of ``report`` that ``seed`` stands for.

        Figures, names, places and years change together in text and records; ``violations`` and ``holds`` are not
        carried over, because they name indicators and figures of the original.
        """
        rng = Random(f"{report.id}:{seed}")
        draft = self._noise(self._content(open_draft(report), rng, report), rng, report)
        return replace(close_draft(draft, report), violations=(), holds=())

    def _content(self, draft: Draft, rng: Random, report: AnnotatedReport) -> Draft:
        config = self.config
        if rng.random() < config.rescale:
            draft = figures.rescale(draft, rng)
        if rng.random() < config.redraw:
            draft = figures.redraw(draft, rng, config.redraw_share)
        if rng.random() < config.rename:
            draft = names.rename(draft, rng, self.pools, config.rename_share)
        if rng.random() < config.move:
            draft = places.move(draft, rng, report.organisation)
        if rng.random() < config.shift_years:
            draft = places.shift_years(draft, rng)
        return draft

    def _noise(self, draft: Draft, rng: Random, report: AnnotatedReport) -> Draft:
        for name, step in _NOISE:
            if rng.random() < getattr(self.config, name):
                draft = step(draft, rng, report)
        return draft


_NOISE: tuple[tuple[str, Callable[[Draft, Random, AnnotatedReport], Draft]], ...] = (
    ("close_up", lambda draft, rng, _: characters.close_up(draft)),
    ("space_digits", lambda draft, rng, _: characters.space_digits(draft, rng, rng.choice((0.3, 0.9, 1.0)))),
    ("widen_punctuation", lambda draft, rng, _: characters.widen_punctuation(draft, rng, 1.0)),
    ("mix_punctuation", lambda draft, rng, _: characters.mix_punctuation(draft, rng, rng.choice((0.2, 0.5, 1.0)))),
    ("lose_punctuation", lambda draft, rng, _: characters.lose_punctuation(draft, rng, rng.uniform(0.05, 0.8))),
    ("mistake_points", lambda draft, rng, _: characters.mistake_points(draft, rng, rng.uniform(0.05, 0.4))),
    ("space_words", lambda draft, rng, _: characters.space_words(draft, rng, rng.uniform(0.1, 0.6))),
    ("embolden", lambda draft, rng, _: characters.embolden(draft, rng, rng.uniform(0.05, 0.2))),
    ("escape_html", lambda draft, rng, _: characters.escape_html(draft, rng, 0.6)),
    ("run_head", lambda draft, rng, report: pages.run_head(draft, rng, report.title, rng.uniform(0.05, 0.2))),
    (
        "break_lines",
        lambda draft, rng, _: pages.break_lines(draft, rng, rng.randint(18, 48), rng.choice((0, 0.05, 0.2))),
    ),
    ("widen", lambda draft, rng, _: characters.widen(draft, rng, rng.choice((0.3, 1.0)))),
)


@cache
def default_multiplier() -> Multiplier:
    """The multiplier whose names come from the training split."""
    return Multiplier.learn(read_corpus("train"))


def multiply(report: AnnotatedReport, seed: int) -> AnnotatedReport:
    """One noisy, renamed variant of ``report``; the same for the same ``seed``."""
    return default_multiplier().multiply(report, seed)
