"""Hard negatives in a report: sentences with numbers that are no values, put between its own."""

import re
from random import Random

from training.generator.draft import Draft
from training.generator.edits import Edit, apply
from training.generator.sheet import Sheet, Style
from training.generator.synthesis import write_negative

_LINE_END = re.compile(r"。\n+")
_SENTENCE_END = re.compile(r"。(?=[^\n”」）)])")


def fill_in(draft: Draft, rng: Random, style: Style, share: float) -> Draft:
    """Sentences without entities after about ``share`` of the paragraphs and, more rarely, inside them."""
    places = [(m.end(), True) for m in _LINE_END.finditer(draft.text) if rng.random() < share]
    inside = (m for start, end in draft.gaps() for m in _SENTENCE_END.finditer(draft.text, start, end))
    places += [(m.end(), False) for m in inside if rng.random() < share / 4]
    edits = []
    for at, whole in sorted(places):
        page = Sheet()
        write_negative(page, style, rng)
        edits.append(Edit(at, at, "".join(page.parts) + ("\n" if whole else "")))
    return apply(draft, edits)
