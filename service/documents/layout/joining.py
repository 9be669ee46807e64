"""Lines that the width of a page or cell broke, put together again without a blank that nobody wrote."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from service.documents.blocks import Run

BREAK = re.compile(r"[ \t]*[\n\v\r]+[ \t]*")
CJK = re.compile(r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—]")
"""Han characters and the punctuation set with them: text that is written without blanks."""
Parting = Callable[[str, str], bool]
"""Whether a blank belongs between the last character of a line and the first of the next."""


def join_lines(lines: Iterable[Sequence[Run]]) -> tuple[Run, ...]:
    """The lines of one paragraph as one: a blank only where no Han character stands on either side of the break."""
    return tuple(_joined(lines, lambda left, right: not (CJK.match(left) or CJK.match(right))))


def join_paragraphs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of one cell without line breaks: nothing between Han characters, else one blank.

    A break in a cell may part two items (``产出\\n2.效益``), so that a figure keeps its distance.
    """
    return tuple(_joined(_lines(runs), lambda left, right: not (CJK.match(left) and CJK.match(right))))


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *others = BREAK.split(run.text)
        line.append(Run(first, run.place))
        for other in others:
            yield line
            line = [Run(other, run.place)]
    yield line


def _joined(lines: Iterable[Sequence[Run]], parts: Parting) -> Iterator[Run]:
    last = ""
    for line in lines:
        runs = _trimmed(line)
        if not runs:
            continue
        if last and parts(last, runs[0].text[0]):
            yield Run(" ")
        yield from runs
        last = runs[-1].text[-1]


def _trimmed(line: Sequence[Run]) -> list[Run]:
    """``line`` without blanks at its ends and without empty runs."""
    runs = [run for run in line if run.text]
    while runs and not (text := runs[0].text.lstrip(" \t\n\r\v")):
        del runs[0]
    if runs:
        runs[0] = Run(text, runs[0].place)
    while runs and not (text := runs[-1].text.rstrip(" \t\n\r\v")):
        del runs[-1]
    if runs:
        runs[-1] = Run(text, runs[-1].place)
    return runs
