"""Line breaks and page marks inside a quantity: 8.6⏎—12—⏎万元 is 8.6万元.

Reports cut from PDF files wrap their prose anywhere. The text is never changed: matching runs on a mended copy from
which such breaks are left out, and every offset is carried back to the original.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from service.quantities.numerals import DIGIT_CLASS, SCALE_CLASS
from service.quantities.quantity import Kind
from service.quantities.units import match_unit

_BLANK = r"[ \t\u3000]*"
PAGE_MARK = (
    rf"{_BLANK}(?:[-—]+ ?\d{{1,4}} ?[-—]+|第 ?\d+ ?页(?:[ ,，]*共 ?\d+ ?页)?|\d{{1,3}}(?: ?/ ?\d{{1,3}})?){_BLANK}\n"
)
_REACH = 40
# The characters before the break can end a number or the first part of a unit.
_GAP = re.compile(
    rf"(?<=[\d.,{DIGIT_CLASS}{SCALE_CLASS}余多个平立公小家场人台毫分批户方百件套])[ \t]*\n(?:[ \t]*\n)?"
    rf"(?P<mark>{PAGE_MARK}\s*)?{_BLANK}(?=[\d\u4e00-\u9fff%‰]|\.\d)"
    rf"|(?<=[\u4e00-\u9fff])[ \t]*\n{_BLANK}(?=/ ?[\u4e00-\u9fff])"
    rf"|(?<=\d，)[ \t]*\n{_BLANK}(?=\d{{3}}(?:\.\d+)? ?[\u4e00-\u9fff])"
)
_END_OF_LINE = re.compile(
    rf"(?P<number>(?:\d[\d,，]*\d|\d)(?:[.。]\d*|[,，])?|[{DIGIT_CLASS}十百千][{DIGIT_CLASS}{SCALE_CLASS}]*)"
    rf" ?(?P<scale>[余多]?[百千万亿]*[余多]?) ?(?P<part>[\u4e00-\u9fff]{{0,3}})[ \t]*$"
)
_PROSE = re.compile(r"[，。；、：:（(]|[\u4e00-\u9fff≥≤] ?$")
_FIRM = re.compile(r"\S$|[，。；、].*[^\s\d] $")
_SCALE = re.compile(r"[余多]?[百千万亿]{0,2}[余多]? ?")
_DIGITS_OR_POINT = frozenset("0123456789.")
_DIGITS_AHEAD = re.compile(r"[\d.]\d*(?:[.。]\d+)?(?: ?[\u4e00-\u9fff%‰])")
_DATE_AHEAD = re.compile(r"(?:19|20)\d\d ?[年—-]|\d{1,2} ?月|\d{1,2}[.、)]\D")
_WHOLE_NUMBER = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:[.。]\d+)?|\d+(?:[.。]\d+)?")
_LEADING_DIGITS = re.compile(r"[\d,.。]+")


class Mended(NamedTuple):
    """A folded text and its original, both without the breaks inside quantities.

    Before ``cuts[i]`` of it ``lengths[i]`` characters were left out in all.
    """

    text: str
    original: str
    cuts: list[int]
    lengths: list[int]

    def start(self, offset: int) -> int:
        """Where the character at ``offset`` stands in the original text."""
        index = bisect_right(self.cuts, offset)
        return offset + (self.lengths[index - 1] if index else 0)

    def end(self, offset: int) -> int:
        """The exclusive end in the original text of a span that ends at ``offset``."""
        return self.start(offset - 1) + 1


def mend(folded: str, original: str) -> Mended:
    """Leaves out of both texts (of equal length) the breaks that stand inside a quantity."""
    cuts: list[int] = []
    lengths: list[int] = []
    kept: list[str] = []
    kept_original: list[str] = []
    last = total = 0
    for gap in _GAP.finditer(folded):
        if not _inside_quantity(folded, gap):
            continue
        kept.append(folded[last : gap.start()])
        kept_original.append(original[last : gap.start()])
        cuts.append(gap.start() - total)
        total += gap.end() - gap.start()
        lengths.append(total)
        last = gap.end()
    if not cuts:
        return Mended(folded, original, cuts, lengths)
    return Mended("".join((*kept, folded[last:])), "".join((*kept_original, original[last:])), cuts, lengths)


def _inside_quantity(folded: str, gap: re.Match[str]) -> bool:
    begin = max(folded.rfind("\n", 0, gap.start()) + 1, gap.start() - _REACH)
    line = folded[begin : gap.start()]
    number = _END_OF_LINE.search(line)
    if number is None:
        return False
    before = line[: number.start()]
    marked = bool(gap["mark"]) and not gap["mark"].strip().isdigit()
    if not marked and ("|" in line or not _PROSE.search(before)):
        return False
    ahead = folded[gap.end() : gap.end() + 16]
    if ahead[0] in _DIGITS_OR_POINT:
        return _digits_go_on(number, before, ahead)
    return _unit_goes_on(number, ahead, firm=marked or bool(_FIRM.search(before)))


def _digits_go_on(number: re.Match[str], before: str, ahead: str) -> bool:
    if number["scale"] or number["part"] or not number["number"][0].isdigit() or _DATE_AHEAD.match(ahead):
        return False
    digits = _LEADING_DIGITS.match(ahead)
    if digits is None or not _WHOLE_NUMBER.fullmatch(number["number"] + digits.group().rstrip(",.")):
        return False
    return number["number"][-1] in ",.，" or (not before.endswith(" ") and _DIGITS_AHEAD.match(ahead) is not None)


def _unit_goes_on(number: re.Match[str], ahead: str, firm: bool) -> bool:
    """Whether the unit begins in ``ahead``, or begins before the break and ends behind it."""
    part = number["part"]
    if number["number"][-1] in ",.，":
        return False
    joined = part + ahead
    scale = None if part else _SCALE.match(joined)
    unit = match_unit(joined, scale.end() if scale else 0, joined)
    if unit is None or unit.end <= len(part):
        return False
    return bool(part) or firm or unit.kind in (Kind.AMOUNT, Kind.RATE)
