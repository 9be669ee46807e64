"""All quantities of a text, in one pass."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.quantities.bounds import bound_after, bound_before
from service.quantities.folding import fold
from service.quantities.numerals import NUMERAL_CLASS, SCALES, Numeral
from service.quantities.quantity import Bound, Kind, Quantity
from service.quantities.scan import Piece, piece_at
from service.quantities.seams import Mended, mend
from service.quantities.units import alternatives, load

_YEAR = r"(?:19|20)\d\d"
_CHINESE_YEAR = r"[一二][零九][零一二三四五六七八九]{2}"
_TO = r"[-—~至到]{1,2}"
_CHINESE_NUMBER = rf"[{NUMERAL_CLASS}]+"

# What holds digits but is no quantity: it is passed over as a whole.
_PASSED_OVER = "|".join(
    (
        r"https?://\S+",
        r"《[^《》\n]{1,80}》",
        rf"第 ?(?:\d+|{_CHINESE_NUMBER})(?:{_TO}(?:第 ?)?(?:\d+|{_CHINESE_NUMBER}))?",
        r"[〔\[﹝【](?:19|20)?\d{2,4}[〕\]﹞】] ?第? ?\d* ?号?",
        r"\((?:19|20)\d\d\) ?\d+ ?号",
        rf"{_YEAR}(?: ?年)? ?{_TO} ?(?:{_YEAR}|\d\d) ?(?:学?年度?|届)",
        rf"{_YEAR} ?(?:年|届)(?:度)?(?: ?\d{{1,2}}(?:{_TO}\d{{1,2}})? ?月(?: ?\d{{1,2}} ?日)?)?",
        rf"{_YEAR}[-./年](?:1[0-2]|0?[1-9])[-./月](?:3[01]|[12]\d|0?[1-9])(?!\d)日?",
        rf"{_CHINESE_YEAR}(?: ?年?{_TO}{_CHINESE_YEAR})? ?年",
        r"(?<!\d)(?<!\d\.)(?:1[0-2]|0?[1-9])(?: ?月)? ?(?:[-—~至到、] ?(?:1[0-2]|[1-9]) ?月|月)(?: ?(?:3[01]|[12]\d|0?[1-9]) ?日)?",
        r"[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?",
        r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)(?! ?[元万亿])",
        r"\d+(?:[:：]\d+)+",
        r"\d+(?:\.\d+){2,}",
        r"\d+(?:-\d+){2,}",
        r"\d+(?:\+[\dA-Z]+)+",
        r"(?<![\d.])[2-6]G(?![A-Za-z])",
        rf"[几数]十[{NUMERAL_CLASS}]*",
        r"(?<=[“\"])[\d+\-]+(?=[”\"])",
        r"(?m:^) *\(?\d{1,2}(?:[.、．](?!\d)|\)(?! *$)|\.(?=(?:19|20)\d\d ?年))(?= ?[^\s|])",
        r"(?m:^) *[-—]+ ?\d{1,4} ?[-—]+ *$",
    )
)
_SYMBOLS: dict[str, str] = load("currencies")["symbols"]
_PREFIXES: dict[str, str] = {word: code for code, words in load("currencies")["names"].items() for word in words if len(word) > 1}
_START = re.compile(
    rf"(?P<skip>{_PASSED_OVER})"
    rf"|(?P<symbol>{alternatives(_SYMBOLS)}) ?(?=[-\d])"
    r"|(?P<latin>[A-Za-z]+)(?=[-\d])"
    r"|(?P<bracket>(?<![\u4e00-\u9fff\w])\((?:\d{1,3}(?:[,， ]\d{3})*|\d+)[.。]\d+\)|(?<![\u4e00-\u9fff\w])\(\d{1,3}(?:[,，]\d{3})+\))"
    r"|(?P<number>(?:-(?<![\d%)A-Za-z]-)|[△+]|(?<![减担抱胜自肩承辜欺背税])负的? ?|(?:(?<=[\s|(])|(?<![\s\S]))—)?(?:\d|\.\d|"
    rf"[{NUMERAL_CLASS}百]))"
)
_PREFIX = re.compile(rf"({alternatives(_PREFIXES)}) *$")
_PREFIX_ENDS = frozenset(word[-1] for word in _PREFIXES)
_CONNECTOR = re.compile(r"(?: ?\(含\) ?)?(?:(?P<blank> ?)(?:-{1,2}|—{1,2}|~)(?P=blank)| ?(?:至|到|和|与) ?)(?=[\d.\-负一二三四五六七八九十两百千壹贰叁肆伍陆柒捌玖拾])")
_BETWEEN = re.compile(r" ?(?:之间|间(?![接隔]))")
_WORD_CHARACTER = re.compile(r"[A-Za-z_]")
_OCR = frozenset("IOlo")
_MYRIAD = 10_000
_CODE_DIGITS = 9
"""Longer runs of bare digits are codes."""


def find(text: str) -> list[Quantity]:
    """The quantities of ``text``, sorted, none overlapping another.

    Where it is in doubt it proposes: bare cell numbers have kind ``number`` and unit ``""``, points have unit ``分``.
    Dates, ordinals, document numbers, slogans and codes are left out.
    """
    mended = mend(fold(text), text)
    return [quantity_of(mended, text, piece) for piece in pieces_of(mended)]


def pieces_of(mended: Mended, lenient: bool = False) -> Iterator[Piece]:
    """The quantities of a mended text in order; ``lenient`` keeps every number that stands without a unit."""
    folded = mended.text
    position, last_end = 0, 0
    while (start := _START.search(folded, position)) is not None:
        position = start.end()
        if start["skip"]:
            continue
        piece = _begin(mended, start)
        if piece is None:
            position = _passed(folded, start)
            continue
        piece = _as_range(mended, piece)
        piece = _with_prefix(folded, piece, last_end)
        if not lenient and not _is_wanted(mended, piece):
            position = max(piece.end if piece.chinese else _digits_end(folded, piece.end), start.end())
            continue
        yield piece
        position = last_end = piece.end


def _begin(mended: Mended, start: re.Match[str]) -> Piece | None:
    folded, original = mended.text, mended.original
    if start["symbol"]:
        piece = piece_at(folded, start.end(), original)
        if piece is None or piece.kind not in (Kind.NUMBER, Kind.AMOUNT):
            return None
        return piece._replace(start=start.start(), kind=Kind.AMOUNT, unit=_SYMBOLS[start["symbol"]], bare=False)
    if start["latin"]:
        word = start["latin"]
        if len(word) < 2 or not word.isupper() or set(word) <= _OCR:
            return None
        piece = piece_at(folded, start.end(), original)
        return piece if piece and piece.unit else None
    if start["bracket"]:
        return _bracketed(mended, start)
    return piece_at(folded, start.start(), original)


def _passed(folded: str, start: re.Match[str]) -> int:
    """Where the search goes on behind something that is no quantity."""
    if start["latin"]:
        return _WORD_END.match(folded, start.end()).end()  # type: ignore[union-attr]
    if start["bracket"]:
        return start.start() + 1
    return start.end()


_WORD_END = re.compile(r"[A-Za-z\d.\-]*")


def _digits_end(folded: str, position: int) -> int:
    match = _WORD_END.match(folded, position)
    return match.end() if match else position


def _bracketed(mended: Mended, start: re.Match[str]) -> Piece | None:
    """An accountant's negative: (35.4), (233.42)万元."""
    folded = mended.text
    inner = piece_at(folded, start.start() + 1, mended.original)
    if inner is None or inner.end != start.end() - 1:
        return None
    joined = folded[: start.end() - 1] + " " + folded[start.end() : start.end() + 12]
    piece = piece_at(joined, start.start() + 1, joined)
    if piece is None or piece.bare:
        piece = inner._replace(end=start.end())
    elif piece.kind not in (Kind.AMOUNT, Kind.RATE):
        piece = inner._replace(end=start.end())
    return piece._replace(start=start.start()).times(Decimal(-1))


def _as_range(mended: Mended, first: Piece) -> Piece:
    """``first`` together with the quantity behind a dash, 至 or 到, where the two are the ends of a range."""
    folded = mended.text
    connector = _CONNECTOR.match(folded, first.end)
    if connector is None or first.high is not None:
        return first
    second = piece_at(folded, connector.end(), mended.original)
    if second is None or second.high is not None:
        return first
    word = connector.group().strip(" ()含")
    end = second.end
    if word in ("和", "与"):
        between = _BETWEEN.match(folded, end)
        if between is None:
            return first
    if not _pairs(folded, first, second, word) or (_is_gap(connector.group()) and second.kind in (Kind.NUMBER, Kind.RATE)):
        return first
    low = first.low
    if first.scale < _MYRIAD and second.scale > 1 and low.value < second.low.value / second.scale:
        low = Numeral(low.value * second.scale, low.step * second.scale)
    if first.bare and second.kind is Kind.RATE and second.unit == "%" and second.chinese and second.scale == 1:
        low = _same_tenths(first, second)
    if low.value >= second.low.value:
        return first
    return second._replace(start=first.start, end=end, low=low, high=second.low, bound=None)


def _is_gap(connector: str) -> bool:
    """A dash between blanks, which in a row of cells is an empty cell."""
    return connector[0] == connector[-1] == " " and not connector.isspace()


def _same_tenths(first: Piece, second: Piece) -> Numeral:
    """三到五成: both are tenths."""
    if first.low.value < 10 <= second.low.value and first.chinese:
        return Numeral(first.low.value * 10, first.low.step * 10)
    return first.low


def _pairs(folded: str, first: Piece, second: Piece, word: str) -> bool:
    if not first.bare and (first.unit != second.unit or first.kind is not second.kind):
        return False
    if first.bare and second.bare:
        years = all(1900 <= piece.low.value < 2100 and piece.low.step == 1 for piece in (first, second))
        chained = folded[first.start - 1 : first.start] in ("-", "/") or folded[second.end : second.end + 1] in ("-", "/")
        wide = folded[first.start : first.start + 2].isdigit() and folded[first.start] == "0"
        return not (years or chained or wide or (first.chinese != second.chinese and word == "-"))
    return True


def _with_prefix(folded: str, piece: Piece, last_end: int) -> Piece:
    """A currency named before the number: 港币两千元, 人民币3.14."""
    start = piece.start
    if start == 0 or folded[start - 1] not in _PREFIX_ENDS and folded[start - 1] != " ":
        return piece
    if not (piece.bare or piece.unit == "CNY"):
        return piece
    match = _PREFIX.search(folded, max(last_end, start - 10), start)
    if match is None:
        return piece
    code = _PREFIXES[match[1]]
    if piece.bare and piece.chinese and len(folded[piece.start : piece.end]) < 2:
        return piece
    return piece._replace(kind=Kind.AMOUNT, unit=code, bare=False)


def _is_wanted(mended: Mended, piece: Piece) -> bool:
    """Whether a number without a unit is worth proposing."""
    if not piece.bare:
        return True
    folded = mended.text
    after = folded[piece.end : piece.end + 1]
    if not piece.chinese:
        if after and _WORD_CHARACTER.match(after):
            return False
        return piece.end - piece.start < _CODE_DIGITS or not folded[piece.start : piece.end].isdigit()
    surface = folded[piece.start : piece.end]
    alone = folded[piece.start - 1 : piece.start] in ("", "\n", "|") and after in ("", "\n", "|")
    if alone or surface[0] in "负-":
        return surface.strip("负-") not in SCALES or surface == "十" or surface[0] in "负-"
    if (after and after in NUMERAL_CLASS) or (piece.high is not None and surface[-1] not in SCALES):
        return False
    if "点" in surface:
        return True
    return len(surface) > 1 and any(char in SCALES for char in surface) and after not in ("大", "届", "国", "分", "章")


def quantity_of(mended: Mended, text: str, piece: Piece) -> Quantity:
    """``piece`` with its offsets in ``text``, the unmended original, and the bound that stands beside it."""
    start, end = mended.start(piece.start), mended.end(piece.end)
    low, high = piece.low, piece.high
    bound = piece.bound
    if bound is None:
        after = bound_after(mended.text, piece.end)
        bound = after if after is Bound.ABOUT else bound_before(mended.text, piece.start, piece.end) or after
    step = max(low.step, high.step) if high else low.step
    if high is None:
        return Quantity(start, end, text[start:end], piece.kind, low.value, piece.unit, step, bound)
    low_value, high_value = sorted((low.value, high.value))
    return Quantity(start, end, text[start:end], piece.kind, None, piece.unit, step, bound, low_value, high_value)
