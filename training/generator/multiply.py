"""The generator's front: noisy, renamed variants of reports, and invented ones."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from corpora import AnnotatedReport, read_corpus
from training.generator import figures, lexicon, names, places, synthesis
from training.generator.config import Config
from training.generator.edits import Draft, close_draft, open_draft
from training.generator.noise import roughen


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Makes variants of reports; ``pools`` are the names that it may put in place of others."""

    pools: names.Pools
    config: Config = field(default_factory=Config)

    @classmethod
    def learn(cls, reports: Iterable[AnnotatedReport], config: Config | None = None) -> "Multiplier":
        """A multiplier whose pools hold the names of ``reports`` and of the lexicon."""
        found = names.gather(open_draft(report) for report in reports)
        own = lexicon.pools()
        merged = {frame: sorted({*found.get(frame, ()), *own.get(frame, ())}) for frame in {*found, *own}}
        return cls(merged, config or Config())

    def multiply(self, report: AnnotatedReport, seed: int) -> AnnotatedReport:
        """The variant of ``report`` that ``seed`` stands for.

        Figures, names, places and years change together in text and records; ``violations`` and ``holds`` are not
        carried over, because they name indicators and figures of the original.
        """
        rng = Random(f"{report.id}:{seed}")
        draft = roughen(self._content(open_draft(report), rng, report), rng, report, self.config)
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


@cache
def default_multiplier() -> Multiplier:
    """The multiplier whose names come from the training split."""
    return Multiplier.learn(read_corpus("train"))


def multiply(report: AnnotatedReport, seed: int) -> AnnotatedReport:
    """One noisy, renamed variant of ``report``; the same for the same ``seed``."""
    return default_multiplier().multiply(report, seed)


def synthesise(rng: Random, n_chars: int, config: Config | None = None) -> AnnotatedReport:
    """An invented report of about ``n_chars`` characters with the noise of ``config``; its records are ``None``."""
    report = synthesis.compose(rng, n_chars)
    return close_draft(roughen(open_draft(report), rng, report, config or Config()), report)
