"""Noise in single characters: blanks, full width, mixed and lost punctuation, markup, Chinese numerals."""

import re
from random import Random

from training.generator.draft import Draft
from training.generator.edits import Edit, apply, fitting

_CJK = "一-鿿"
_SPACED = re.compile(rf"(?<=[{_CJK}])(?=[\d])|(?<=[\d%])(?=[{_CJK}])")
_SPACED_OUT = re.compile(rf"(?<=[{_CJK}]) (?=[\d０-９])|(?<=[\d０-９%]) (?=[{_CJK}])")
_PAIR = re.compile(rf"(?<=[{_CJK}])(?=[{_CJK}])")
_WIDE_DIGITS = str.maketrans("0123456789%.-", "０１２３４５６７８９％．－")
_NUMERIC = re.compile(r"[\d.,%]*\d[\d.%]*")
_TO_ASCII = str.maketrans("，；：（）％！？", ",;:()%!?")
_FULL_MARKS = re.compile(r"[，；：（）％]")
_ASCII_MARKS = re.compile(r"(?<!\d)[,;:()](?!\d)")
_TO_FULL = str.maketrans(",;:()", "，；：（）")
_LOSABLE = re.compile(r"[，、；。：（）()“”]")
_POINT = re.compile(r"(?<=[\d０-９])[.．](?=[\d０-９])")


def space_digits(draft: Draft, rng: Random, share: float) -> Draft:
    """Blanks between Chinese characters and digits, as word processors and PDF readers put them."""
    chosen = [m for m in _SPACED.finditer(draft.text) if rng.random() < share]
    return apply(draft, [Edit(m.start(), m.end(), " ") for m in chosen])


def close_up(draft: Draft) -> Draft:
    """No blanks between Chinese characters and digits."""
    return apply(draft, fitting(draft, (Edit(m.start(), m.end(), "") for m in _SPACED_OUT.finditer(draft.text))))


def space_words(draft: Draft, rng: Random, share: float) -> Draft:
    """Blanks inside a few short words, as justified table cells have them (投 入)."""
    edits = [
        Edit(at, at, rng.choice((" ", " ", "　")))
        for span in draft.spans
        if span.end - span.start <= 4 and rng.random() < share
        for at in (m.start() for m in _PAIR.finditer(draft.text, span.start + 1, span.end - 1))
    ]
    return apply(draft, edits)


def widen(draft: Draft, rng: Random, share: float) -> Draft:
    """Full-width digits, either in about ``share`` of the numbers or in none."""
    edits = []
    for match in _NUMERIC.finditer(draft.text):
        if rng.random() < share:
            edits.append(Edit(match.start(), match.end(), match[0].translate(_WIDE_DIGITS)))
    return apply(draft, fitting(draft, edits))


def mix_punctuation(draft: Draft, rng: Random, share: float) -> Draft:
    """Half-width marks for full-width ones."""
    chosen = (m for m in _FULL_MARKS.finditer(draft.text) if rng.random() < share)
    return apply(draft, [Edit(m.start(), m.end(), m[0].translate(_TO_ASCII)) for m in chosen])


def widen_punctuation(draft: Draft, rng: Random, share: float) -> Draft:
    """Full-width marks for half-width ones that stand between words."""
    chosen = (m for m in _ASCII_MARKS.finditer(draft.text) if rng.random() < share)
    return apply(draft, [Edit(m.start(), m.end(), m[0].translate(_TO_FULL)) for m in chosen])


def lose_punctuation(draft: Draft, rng: Random, share: float) -> Draft:
    """Marks outside all entities that OCR lost, or read as blanks."""
    blank = rng.choice(("", " ", " "))
    edits = []
    for start, end in draft.gaps():
        for match in _LOSABLE.finditer(draft.text, start, end):
            if rng.random() < share and not _joins_digits(draft.text, match.start(), match.end()):
                edits.append(Edit(match.start(), match.end(), blank))
    return apply(draft, edits)


def _joins_digits(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1].isdigit() and text[end : end + 1].isdigit()


def mistake_points(draft: Draft, rng: Random, share: float) -> Draft:
    """。 in the place of a decimal point, a slip of input methods and OCR."""
    chosen = (m for m in _POINT.finditer(draft.text) if rng.random() < share)
    return apply(draft, [Edit(m.start(), m.end(), "。") for m in chosen])


_CLAUSE = re.compile(r"(?:^|(?<=[。；\n]))[^。；\n*|｜\t]{4,40}(?=[。；\n])")


def embolden(draft: Draft, rng: Random, share: float) -> Draft:
    """``**`` around some clauses and some names, the residue of a conversion to Markdown."""
    places: list[tuple[int, int]] = [m.span() for m in _CLAUSE.finditer(draft.text) if rng.random() < share]
    places += [(span.start, span.end) for span in draft.spans if rng.random() < share / 4]
    edits = [Edit(at, at, "**") for at in sorted({at for place in places for at in place})]
    starts = {span.start for span in draft.spans}
    inside = [e for e in edits if not any(s.start < e.start < s.end for s in draft.spans)]
    return apply(draft, [e for e in inside if e.start in starts or draft.text[e.start - 1 : e.start] != "*"])


_ENTITIES = {
    "≥": "&ge;", "≤": "&le;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "“": "&ldquo;", "”": "&rdquo;", "　": "&nbsp;",
}  # fmt: skip
_ESCAPABLE = re.compile("[≥≤&<>“”　]")


def escape_html(draft: Draft, rng: Random, share: float) -> Draft:
    """HTML character references for some marks."""
    kinds = {mark for mark in _ENTITIES if rng.random() < share}
    found = (m for m in _ESCAPABLE.finditer(draft.text) if m[0] in kinds)
    return apply(draft, [Edit(m.start(), m.end(), _ENTITIES[m[0]]) for m in found])
