"""Reads surfaces until the quantity grammar is there. To be deleted."""

import re
import unicodedata
from decimal import Decimal

from service.quantities import Bound, Kind, Quantity

SCALES = {"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2, "": 0, "億": 8, "萬": 4}
CN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "兩": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "亿": 100000000}


def chinese(text: str) -> Decimal | None:
    total = section = number = 0
    for char in text:
        if char in CN:
            number = CN[char]
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= 10000:
                total = (total + section + number) * unit
                section = number = 0
            else:
                section += (number or 1) * unit
                number = 0
        else:
            return None
    return Decimal(total + section + number)


def read(surface: str) -> Quantity | None:
    text = re.sub(r"\n[—\-－–\s]*\d*[—\-－–\s]*\n", "", surface) if "\n" in surface else surface
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", "", text).replace("。", ".")
    text = re.sub(r"\[\d+\]", "", text)
    bound = Bound.ABOVE if re.search("[余多餘]", text) else None
    text = re.sub("[余多餘]", "", text)
    negative = bool(re.match(r"^[-—–△▲负−]", text)) or bool(re.match(r"^\(\d[\d.,]*\)$", text))
    core = re.sub(r"^[-—–△▲负−]|^\((?=[\d.,]+\)$)|(?<=\d)\)$", "", text)
    m = re.match(r"^(百分之|千分之|万分之)(.+)$", core)
    if m:
        number = chinese(m[2]) if not re.match(r"^[\d.]+$", m[2]) else Decimal(m[2])
        if number is None:
            number = Decimal(0)
        return Quantity(0, len(surface), surface, Kind.RATE, number, "%" if m[1][0] == "百" else "‰", Decimal(1), bound)
    m = re.match(r"^(\d[\d,]*(?:\.\d+)?|\.\d+)(.*)$", core)
    if m:
        number, rest = Decimal(m[1].replace(",", "")), m[2]
        exponent = number.as_tuple().exponent
        step = Decimal(1).scaleb(int(exponent))
    else:
        m = re.match(r"^([零一二三四五六七八九十百千万亿两〇]+?)((?:个百分点|成|[^零一二三四五六七八九十百千万亿两〇].*|))$", core)
        if not m:
            return None
        got = chinese(m[1])
        if got is None:
            return None
        number, rest, step = got, m[2], Decimal(1)
        m2 = re.match(r"^成([一二三四五六七八九])$", rest)
        if m2:
            number, rest = number * 10 + CN[m2[1]], "%"
        elif rest == "成":
            number, rest = number * 10, "%"
    m = re.match(r"^(万亿|亿|億|千万|百万|十万|万|萬|千|百)?(.*)$", rest)
    assert m
    scale, unit = Decimal(10) ** SCALES[m[1] or ""], m[2]
    if unit in ("瓦", "克", "米", "瓦时") and (m[1] or "").endswith("千"):
        unit, scale = "千" + unit, Decimal(10) ** SCALES[(m[1] or "")[:-1]]
    value = number * scale * (-1 if negative else 1)
    unit = re.sub("^个(?=百分点)", "", unit)
    if unit == "個百分點":
        unit = "百分点"
    kind = Kind.COUNT
    for word, code in (("美元", "USD"), ("欧元", "EUR"), ("港元", "HKD"), ("元", "CNY"), ("圆", "CNY")):
        if unit.startswith(word):
            kind, unit = Kind.AMOUNT, code + unit[len(word) :]
            break
    if unit in ("%", "‰", "百分点", "倍"):
        kind = Kind.RATE
    if not unit:
        kind = Kind.NUMBER
    return Quantity(0, len(surface), surface, kind, value, unit, step * scale, bound)


def read_period(surface: str, fiscal_year: str | None = None) -> str | None:
    t = re.sub(r"\s+", "", unicodedata.normalize("NFKC", surface))
    t = re.sub("^(截至|截止|到|至|於|于)+", "", t)
    digits = str.maketrans("〇零一二三四五六七八九", "00123456789")
    m = re.match(r"^([二〇零一三四五六七八九]{4})年", t)
    if m:
        t = m[1].translate(digits) + t[4:]
    m = re.match(r"^(\d{4})年?[-—–至到]+(\d{4})年?", t)
    if m:
        return f"{m[1]}/{m[2]}"
    m = re.match(r"^(\d{4})年(\d{1,2})月(\d{1,2})日", t)
    if m:
        return f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}"
    m = re.match(r"^(\d{4})年(.*)$", t)
    y, rest = (m[1], m[2]) if m else (fiscal_year, t)
    if re.match(r"^\d{4}$", t):
        return t
    if re.search("上年|去年", t) and fiscal_year:
        return str(int(fiscal_year) - 1)
    if not y:
        return None
    m = re.match(r"^(\d{1,2})月?[-—–至到]+(\d{1,2})月", rest)
    if m:
        return f"{y}-{int(m[1]):02}/{y}-{int(m[2]):02}"
    m = re.match(r"^(\d{1,2})月(\d{1,2})日", rest)
    if m:
        return f"{y}-{int(m[1]):02}-{int(m[2]):02}"
    m = re.match(r"^(\d{1,2})月", rest)
    if m:
        return f"{y}-{int(m[1]):02}"
    q = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
    m = re.match(r"^([一二三四])季度(末)?", rest)
    if m:
        a, b = q[m[1]]
        return f"{y}-{b:02}" if m[2] else f"{y}-{a:02}/{y}-{b:02}"
    if "上半年" in rest:
        return f"{y}-01/{y}-06"
    if "下半年" in rest:
        return f"{y}-07/{y}-12"
    if re.search("前三季度", rest):
        return f"{y}-01/{y}-09"
    return y
