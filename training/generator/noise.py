"""Layout noise as a whole: what readers, printers and scanners do to a clean text."""

from collections.abc import Callable
from random import Random

from corpora import AnnotatedReport
from training.generator import characters, pages
from training.generator.config import Config
from training.generator.draft import Draft

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


def roughen(draft: Draft, rng: Random, report: AnnotatedReport, config: Config) -> Draft:
    """``draft`` of ``report`` with the noise that ``config`` lets happen."""
    for name, step in _NOISE:
        if rng.random() < getattr(config, name):
            draft = step(draft, rng, report)
    return draft
