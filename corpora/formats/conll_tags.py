"""Tags of tokens ↔ spans of tokens: BIO in both its editions, BIOES, BIOUL (BILOU), BMES."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

OUTSIDE = "O"
_TAG = re.compile(r"([BIMELSU])[-_](.+)", re.IGNORECASE)
_ROLES = {"B": "B", "I": "I", "M": "I", "E": "E", "L": "E", "S": "S", "U": "S"}

TokenSpan = tuple[int, int, str]
"""First token, the one after the last, label."""


class Scheme(StrEnum):
    """Which tags say where a span begins and ends."""

    BIO = "BIO"
    BIOES = "BIOES"
    BIOUL = "BIOUL"


_LETTERS = {Scheme.BIO: "BIIB", Scheme.BIOES: "BIES", Scheme.BIOUL: "BILU"}
"""The letters of first, middle, last and only token."""


def encode(length: int, spans: Sequence[TokenSpan], scheme: Scheme) -> list[str]:
    """The tag of each of ``length`` tokens; ``spans`` do not overlap."""
    first, middle, last, only = tuple(_LETTERS[scheme])
    tags = [OUTSIDE] * length
    for start, end, label in spans:
        letters = [only] if end - start == 1 else [first, *middle * (end - start - 2), last]
        tags[start:end] = [f"{letter}-{label}" for letter in letters]
    return tags


def read_tag(tag: str) -> tuple[str, str] | None:
    """Role (``B``, ``I``, ``E``, ``S`` or ``O``) and label of ``tag``; ``None`` where it is no tag."""
    if tag == OUTSIDE:
        return OUTSIDE, ""
    match = _TAG.fullmatch(tag)
    return (_ROLES[match[1].upper()], match[2]) if match else None


def starts_with_inside(sentences: Sequence[Sequence[tuple[str, str]]]) -> bool:
    """Whether the tags are of BIO's first edition, where ``B`` stands only between two spans of one label."""
    begins = [
        before[0] == OUTSIDE
        for sentence in sentences
        for before, tag in zip([(OUTSIDE, ""), *sentence], sentence, strict=False)
        if tag[0] == "B"
    ]
    return not any(begins)


def decode(tags: Sequence[tuple[str, str]], stray: Callable[[int], None]) -> Iterator[TokenSpan]:
    """The spans of a sentence; ``stray`` hears of each token that goes on with a span that nobody began."""
    opened: tuple[int, str] | None = None
    for index, (role, label) in enumerate(tags):
        goes_on = role in "IE" and opened is not None and opened[1] == label
        if opened is not None and not goes_on:
            yield opened[0], index, opened[1]
            opened = None
        if role in "IE" and not goes_on:
            stray(index)
        if role != OUTSIDE and not goes_on:
            opened = index, label
        if role in "ES" and opened is not None:
            yield opened[0], index + 1, label
            opened = None
    if opened is not None:
        yield opened[0], len(tags), opened[1]
