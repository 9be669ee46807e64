"""How often the generator does what it can do."""

from dataclasses import dataclass


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
