"""Spans of time that values belong to, and their ISO 8601 form."""

import re
from collections.abc import Callable

from service.quantities.folding import fold
from service.quantities.numerals import read_numeral

_DIGIT_YEAR = r"(?:19|20)\d\d"
_CHINESE_YEAR = r"[一二][零九][零一二三四五六七八九]{2}"
_YEAR = rf"(?:{_DIGIT_YEAR}|{_CHINESE_YEAR})"
_TO = r" ?[-—~至到]{1,2} ?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_UNTIL = r"(?:截至|截止[到至]?) ?"
_END = r"(?:年?[底末未]|期末|年末|初(?!预算|批复|安排|结转))"
_QUARTERS_UP_TO = r"前[二三两]季度|一至[二三]季度"
_QUARTER = r"第?[一二三四1-4] ?季度"
_HALF = r"[上下]半年"

# Words that are part of a budget line's name there: 年末结转, 全年预算数.
_LINE_NAME = "结转|结余|预算|批复|净|决算|余额|追加|下达|数"

_MONTH_AND_DAY = rf"{_MONTH}\s?月(?:\s?{_DAY}\s?[日号])?"
_DATES = rf"{_YEAR}\s?年\s?{_MONTH_AND_DAY}{_TO}(?:{_YEAR}\s?年\s?)?{_MONTH_AND_DAY}"
_DATE_PARTS = re.compile(rf"(?:({_YEAR})年)?({_MONTH})月(?:({_DAY})[日号])?")

# A year of its own, and what narrows it.
_DATED = "|".join(
    (
        rf"\s?(?P<half>{_HALF})",
        rf"\s?(?P<quarters>{_QUARTERS_UP_TO})",
        rf"\s?(?P<quarter>{_QUARTER})(?P<quarter_end>[末底])?",
        rf"\s?(?P<m1>{_MONTH})(?:\s?月份?)?{_TO}(?P<m2>{_MONTH})\s?月份?",
        rf"\s?(?P<month>{_MONTH})\s?月(?:\s?(?P<day>{_DAY})\s?[日号]|份|[底末未初]|[上中下]旬)?",
        rf"(?:\s?度)?\s?{_END}(?!结转|结余)",
        r"[春夏秋冬](?:季|(?![播耕种灌秋节]))",
        r"(?:\s?度)?(?:年度|以来|期间|度)",
    )
)
# Without a year: the report's fiscal year supplies it.
_UNDATED = "|".join(
    (
        rf"(?<!\d)(?<!\d[.,])(?P<bare_m1>{_MONTH})(?: ?月份?)?{_TO}(?P<bare_m2>{_MONTH}) ?月份?",
        rf"(?<![\d个一二三四五六七八九十几两])(?<!\d[.,])(?P<bare_month>{_MONTH}) ?月"
        rf"(?: ?(?P<bare_day>{_DAY}) ?[日号]|份|[底末未初]|[上中下]旬)?",
        r"(?P<last_year>上年度?|去年)[末底]?(?![\u4e00-\u9fff]?同|结转|结余|决算|预算)",
        rf"(?P<relative>今年以来|今年|本年内|年内|年底|本年(?=[，、]|\s?新|共|累计|完成|实现|实际)|(?:本年度|全年度?|当年|年末|期末|年初)(?!{_LINE_NAME}))",
        rf"(?P<bare_half>{_HALF})",
        rf"(?P<bare_quarters>{_QUARTERS_UP_TO})",
        rf"(?P<bare_quarter>{_QUARTER})(?P<bare_quarter_end>[末底])?",
        r"(?P<span>(?:近|过去)?(?P<years>[二三四五六七八九十两]|\d{1,2})年(?:来|间)|五年(?!规划|计划|行动|以|内))",
    )
)
_PATTERN = re.compile(
    rf"(?:{_UNTIL})?(?:"
    rf"(?P<first>{_YEAR})(?: ?年)?{_TO}(?P<last>{_YEAR}|\d\d)"
    rf" ?(?:学?年度?(?:[\u4e00-\u9fff]{{1,2}}季)?|[\u4e00-\u9fff]{{1,3}}季)"
    rf"|(?P<dates>{_DATES})"
    rf"|(?P<year>{_YEAR})\s?年(?:(?: ?度)?(?:{_DATED}))?"
    rf"|(?P<date>{_DIGIT_YEAR}[-./](?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01]))(?!\d)"
    rf"|{_UNDATED})"
)
_QUARTERS = {char: index for index, chars in enumerate(("一1", "二2两", "三3", "四4"), start=1) for char in chars}


def find_periods(text: str) -> list[tuple[int, int]]:
    """The spans of ``text`` that may name a period, sorted, none overlapping another; dates and years included."""
    return [match.span() for match in _PATTERN.finditer(fold(text))]


def read_period(surface: str, fiscal_year: str | None = None) -> str | None:
    """``surface`` as ISO 8601: ``2023``, ``2023-06``, ``2023-01/2023-06``, ``2022/2025``.

    ``fiscal_year`` is the report's year; 全年, 上半年, 1-6月 without a year of their own belong to it. ``None`` where
    the surface is no period, or depends on a fiscal year that is not known.
    """
    folded = "".join(fold(surface).split())
    match = _PATTERN.fullmatch(folded)
    if match is None:
        return None
    year = _year(match["year"]) if match["year"] else fiscal_year
    for name, read in _READERS.items():
        if match[name]:
            return read(match, year)
    return _year(match["year"]) if match["year"] else None


def _year(written: str) -> str:
    """Four digits from 2023 or 二〇二三 (folded to 二零二三)."""
    numeral = read_numeral(written)
    return str(numeral.value) if numeral else written


def _number(written: str) -> int:
    numeral = read_numeral(written)
    return int(numeral.value) if numeral else 0


def _with_year(year: str | None, rest: str) -> str | None:
    return f"{year}-{rest}" if year else None


def _months(year: str | None, first: int, last: int) -> str | None:
    return f"{year}-{first:02}/{year}-{last:02}" if year else None


def _read_range(match: re.Match[str], _: str | None) -> str:
    first, last = _year(match["first"]), match["last"]
    last = first[:2] + last if len(last) == 2 else _year(last)
    return f"{first}/{last}"


def _read_dates(match: re.Match[str], year: str | None) -> str:
    ends: list[str] = []
    for written, month, day in _DATE_PARTS.findall(match["dates"]):
        year = _year(written) if written else year
        ends.append(f"{year}-{_number(month):02}" + (f"-{_number(day):02}" if day else ""))
    return "/".join(ends)


def _read_half(name: str) -> Callable[[re.Match[str], str | None], str | None]:
    return lambda match, year: _months(year, 1, 6) if match[name][0] == "上" else _months(year, 7, 12)


def _read_quarters(name: str) -> Callable[[re.Match[str], str | None], str | None]:
    return lambda match, year: _months(year, 1, 3 * _QUARTERS[match[name].rstrip("季度")[-1]])


def _read_quarter(name: str) -> Callable[[re.Match[str], str | None], str | None]:
    def read(match: re.Match[str], year: str | None) -> str | None:
        last = 3 * _QUARTERS[match[name].removeprefix("第")[0]]
        return _with_year(year, f"{last:02}") if match[f"{name}_end"] else _months(year, last - 2, last)

    return read


def _read_months(first: str, last: str) -> Callable[[re.Match[str], str | None], str | None]:
    return lambda match, year: _months(year, _number(match[first]), _number(match[last]))


def _read_month(month: str, day: str) -> Callable[[re.Match[str], str | None], str | None]:
    def read(match: re.Match[str], year: str | None) -> str | None:
        date = f"-{_number(match[day]):02}" if match[day] else ""
        return _with_year(year, f"{_number(match[month]):02}{date}")

    return read


def _read_span(match: re.Match[str], year: str | None) -> str | None:
    """五年, 近三年来: the years up to the report's."""
    length = _number(match["years"] or "五")
    return f"{int(year) - length + 1}/{year}" if year and year.isdigit() else None


def _read_last_year(_: re.Match[str], year: str | None) -> str | None:
    return str(int(year) - 1) if year and year.isdigit() else None


_READERS: dict[str, Callable[[re.Match[str], str | None], str | None]] = {
    "first": _read_range,
    "dates": _read_dates,
    "half": _read_half("half"),
    "quarters": _read_quarters("quarters"),
    "quarter": _read_quarter("quarter"),
    "m1": _read_months("m1", "m2"),
    "month": _read_month("month", "day"),
    "date": lambda match, _: re.sub(r"[./]", "-", match["date"]),
    "bare_m1": _read_months("bare_m1", "bare_m2"),
    "bare_month": _read_month("bare_month", "bare_day"),
    "last_year": _read_last_year,
    "relative": lambda _, year: year,
    "span": _read_span,
    "bare_half": _read_half("bare_half"),
    "bare_quarters": _read_quarters("bare_quarters"),
    "bare_quarter": _read_quarter("bare_quarter"),
}
