"""How often the generator does what it can do."""

from dataclasses import dataclass
from typing import Any

from training.generator.layouts import JAMMED, LAYOUTS


@dataclass(frozen=True, slots=True)
class Config:
    """How often each transformation happens. A chance is per report, a share per place inside a report.

    ``layouts_left_out``: names of table layouts that are never printed, to measure what a model makes of layouts that
    it has not seen.
    """

    rescale: float = 0.7
    redraw: float = 0.6
    redraw_share: float = 0.6
    rename: float = 0.85
    rename_share: float = 0.4
    move: float = 0.7
    shift_years: float = 0.6
    shuffle: float = 0.3
    shuffle_share: float = 0.5
    separate: float = 0.4
    space_units: float = 0.1
    convert_money: float = 0.15
    convert_money_share: float = 0.4
    measure: float = 0.35
    measure_share: float = 0.4
    spell: float = 0.15
    spell_share: float = 0.3
    bound: float = 0.25
    bound_share: float = 0.15
    govern: float = 0.35
    govern_share: float = 0.3
    compare: float = 0.5
    compare_share: float = 0.6
    aim: float = 0.5
    aim_share: float = 0.7
    act: float = 0.4
    act_share: float = 0.5
    date: float = 0.4
    date_share: float = 0.6
    fill_in: float = 0.5
    relayout: float = 0.5
    relayout_share: float = 0.8
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
    layouts_left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Config":
        """The configuration with ``values``, as parsed from TOML, in place of the defaults.

        Raises ``TypeError`` where it names a setting that does not exist, ``ValueError`` for such a layout.
        """
        if unknown := set(values.get("layouts_left_out", ())) - {*LAYOUTS, *JAMMED}:
            raise ValueError(f"没有这样的表格排法：{'、'.join(sorted(unknown))}")
        listed = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**{**values, **listed})
