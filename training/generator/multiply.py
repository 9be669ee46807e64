"""The generator's front: noisy, renamed variants of reports, and invented ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from corpora import AnnotatedReport, read_corpus
from training.generator import figures, fillers, lexicon, names, places, styles, synthesis, wording
from training.generator.config import Config
from training.generator.draft import Draft, close_draft, open_draft
from training.generator.noise import roughen
from training.generator.relayout import relayout
from training.generator.sheet import Style


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
        if rng.random() < config.relayout:
            draft = relayout(draft, rng, config.relayout_share, config.layouts_left_out)
        for name, step in _SHARED.items():
            if rng.random() < getattr(config, name):
                draft = step(draft, rng, getattr(config, f"{name}_share"))
        for name, plain in _PLAIN.items():
            if rng.random() < getattr(config, name):
                draft = plain(draft, rng)
        if rng.random() < config.rename:
            draft = names.rename(draft, rng, self.pools, config.rename_share)
        if rng.random() < config.move:
            draft = places.move(draft, rng, report.organisation)
        if rng.random() < config.fill_in:
            style = Style.draw(rng, rng.choice("县市区"), places.new_place(rng, ""))
            draft = fillers.fill_in(draft, rng, style, rng.choice((0.03, 0.1, 0.25)))
        return draft


_SHARED: dict[str, Callable[[Draft, Random, float], Draft]] = {
    "shuffle": wording.shuffle,
    "redraw": figures.redraw,
    "convert_money": styles.convert_money,
    "measure": styles.measure,
    "spell": styles.spell,
    "bound": styles.bound,
    "govern": wording.govern,
    "compare": wording.compare,
    "aim": wording.aim,
    "act": wording.act,
    "date": wording.date,
}
"""Transformations of a share of the places of a report, in the order in which they happen."""

_PLAIN: dict[str, Callable[[Draft, Random], Draft]] = {
    "rescale": figures.rescale,
    "separate": lambda draft, rng: styles.separate(draft, rng.random() < 0.5),
    "space_units": lambda draft, rng: styles.space_units(draft, rng.random() < 0.5),
    "shift_years": places.shift_years,
}
"""Transformations of a whole report."""


@cache
def default_multiplier() -> Multiplier:
    """The multiplier whose names come from the training split."""
    return Multiplier.learn(read_corpus("train"))


def multiply(report: AnnotatedReport, seed: int) -> AnnotatedReport:
    """One noisy, renamed variant of ``report``; the same for the same ``seed``."""
    return default_multiplier().multiply(report, seed)


def synthesise(rng: Random, n_chars: int, config: Config | None = None) -> AnnotatedReport:
    """An invented report of about ``n_chars`` characters with the noise of ``config``; its records are ``None``."""
    config = config or Config()
    report = synthesis.compose(rng, n_chars, config.layouts_left_out)
    return close_draft(roughen(open_draft(report), rng, report, config), report)
