"""Other places, other years: consistent substitution through the whole report."""

import re
from dataclasses import replace
from random import Random

from models.labels import Label
from training.generator.draft import Draft, Record
from training.generator.edits import Edit, apply, fitting

FIRST = (
    "云清临安永兴平宁石龙凤金玉青白长新东南西北江河洛沅澧湘赣泾渭岷涪嘉德荣昌宜丰泰和顺怀"
    "桐梅松柏枫荔桂莲苍澜溪星月霞岚岱阳阴鹤鹿雁鹭"
)
SECOND = "山水川江河溪湖泉源岭冈峰谷原泽浦港湾洲城安宁平和阳阴关门桥坪坝塘田林丰昌康兴隆德化远定靖"
SUFFIXES = ("自治县", "新区", "县", "区", "市", "州", "旗", "镇", "乡", "街道", "苏木")
_PLACE = re.compile(rf"([一-鿿]{{2,3}}?)({'|'.join(SUFFIXES)})(?![一-鿿]{{0,1}}级)")
_YEAR = re.compile(r"(?<![\d.,０-９])(20[0-3]\d)(?=\s*(?:年|[—\-–~至]\s*20\d\d\s*年|〕|\]|届|\.\d|-\d\d))")
_HANZI_YEAR = re.compile(r"二〇[〇一二三][〇一二三四五六七八九]")
_HANZI = "〇一二三四五六七八九"
_COUNTED = frozenset({Label.AMOUNT, Label.COUNT, Label.RATE, Label.SCORE, Label.FULL_MARK, Label.DEDUCTION})


def new_place(rng: Random, suffix: str) -> str:
    """An invented place name with ``suffix``."""
    return rng.choice(FIRST) + rng.choice(SECOND) + suffix


def move(draft: Draft, rng: Random, organisation: str) -> Draft:
    """Another place for the one that ``organisation`` begins with, wherever its stem stands in the text."""
    match = _PLACE.match(organisation)
    if match is None:
        return draft
    stem = match[1]
    new = new_place(rng, "")
    found = re.finditer(re.escape(stem), draft.text)
    return apply(draft, fitting(draft, (Edit(m.start(), m.end(), new) for m in found)))


def shift_years(draft: Draft, rng: Random) -> Draft:
    """The whole report some years earlier or later, between 2010 and 2026."""
    years = [int(m[1]) for m in _YEAR.finditer(draft.text)]
    span = max(years, default=0) - min(years, default=0)
    if not years or span > 16:
        return draft
    delta = rng.randint(2010, 2026 - span) - min(years)
    values = {at for s in draft.spans if s.label in _COUNTED for at in range(s.start, s.end)}
    edits = [
        Edit(m.start(), m.end(), _later(m[0], delta))
        for pattern in (_YEAR, _HANZI_YEAR)
        for m in pattern.finditer(draft.text)
        if m.start() not in values
    ]
    moved = apply(draft, fitting(draft, edits))
    if moved.records is None:
        return moved
    return replace(moved, records=tuple(_redated(record, delta) for record in moved.records))


def _later(year: str, delta: int) -> str:
    if year.isdigit():
        return str(int(year) + delta)
    number = str(int("".join(str(_HANZI.index(char)) for char in year)) + delta)
    return "".join(_HANZI[int(char)] for char in number)


def _redated(record: Record, delta: int) -> Record:
    def later(text: str) -> str:
        return re.sub(r"20[0-3]\d", lambda match: _later(match[0], delta), text)

    new = dict(record)
    for name in ("period", "basis"):
        if name in record:
            new[name] = later(record[name])
    if "change" in record:
        new["change"] = [{**entry, "basis": later(entry["basis"])} for entry in record["change"]]
    return new
