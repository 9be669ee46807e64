"""The sentence that a check speaks of, with the spans of its records coloured."""

from collections.abc import Sequence

from rich.text import Text

from service.checks import Check
from service.extraction import Extraction
from service.records import Mention
from service.wording import LABELS

ENDS = "。；\n"
LONGEST = 160
"""Characters of a sentence that are shown; a jammed table has no ends."""


def evidence(extraction: Extraction, check: Check) -> Text | None:
    """The sentence of the record that states the claim; ``None`` where the record has no place in the text."""
    mentions = {record.id: record.mentions for record in extraction.records}
    stating = next((mentions[id] for id in check.records if mentions.get(id)), ())
    if not stating:
        return None
    text = extraction.document.text
    last = max(stating, key=lambda mention: mention.end)
    start, end = sentence_around(text, last.start, last.end)
    involved = [mention for id in check.records for mention in mentions.get(id, ())]
    return _coloured(text, start, end, involved)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The half-open span of the sentence that holds ``[start, end)``, cut to a length that can be read."""
    first = max(text.rfind(mark, 0, start) for mark in ENDS) + 1
    stops = [found + 1 for mark in ENDS if (found := text.find(mark, end)) >= 0]
    last = min(stops, default=len(text))
    first, last = max(first, start - LONGEST // 2), min(last, max(end, first + LONGEST))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _coloured(text: str, start: int, end: int, mentions: Sequence[Mention]) -> Text:
    quote = Text(text[start:end].replace("\n", " "), style="dim")
    for mention in mentions:
        if start <= mention.start and mention.end <= end:
            _, style = LABELS[mention.label]
            quote.stylize(f"not dim {style}", mention.start - start, mention.end - start)
    return quote
