"""The reports of a region that nobody has seen: thirty, by a grammar, with their annotation written into the text.

The template is invented, and so are its places, bureaus and figures. Its bureaus keep an account in three columns:
money, works, effects. Goal and result come before what they are about, the unit behind it
(``定8·成8·塘坝加固（座）〔6→6〕``), sums stand in one row behind the row of their names, and points are an arrow.
Nobody annotates the records: there are none in the files.
"""

import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words.toml"
Rng = random.Random


def tag(label: str, text: str) -> str:
    """``text`` as a span of the inline form."""
    return f"⟦{label}|{text}⟧"


def figure(value: float, digits: int) -> str:
    """``value`` with thousands separators."""
    return f"{value:,.{digits}f}"


class Writer:
    """Writes one report; every choice is drawn from the seed ``number``."""

    def __init__(self, number: int) -> None:
        self.rng = Rng(f"story/{number}")
        words: Mapping[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        bureaus = words["bureau"]
        self.bureau: Mapping[str, Any] = bureaus[number % len(bureaus)]
        self.words = words
        self.place: str = words["places"][number % len(words["places"])]
        self.year = self.rng.choice([2021, 2022, 2023, 2024])
        self.dot = self.rng.choice(["·", "·", "／", "｜"])
        self.left, self.right = self.rng.choice([("〔", "〕"), ("〔", "〕"), ("［", "］")])
        self.arrow = self.rng.choice(["→", "→", "⇒"])
        self.wan = self.rng.choice(["万", "万元"])

    def report(self) -> str:
        """The text in the inline form."""
        parts: list[Callable[[], Iterator[str]]] = [
            self.head, self.money, self.works, self.effects, self.villages, self.course, self.rest, self.foot
        ]  # fmt: skip
        return "\n".join(line for part in parts for line in part()) + "\n"

    def head(self) -> Iterator[str]:
        """Title, who reports, and remarks whose numbers are no facts."""
        self.name = f"{self.place}{self.bureau['name']}"
        yield f"{self.name}{self.year}年度项目支出三栏账"
        yield f"（{self.words['number'][self.rng.randrange(4)]}〔{self.year + 1}〕{self.rng.randrange(3, 88)}号附件）"
        yield ""
        yield f"记账单位：{self.name}　对账人：{self.rng.choice(self.words['people'])}"
        yield self.rng.choice(self.words["remarks"])
        yield ""
        yield from self.rng.sample(self.words["duties"], 5)
        yield ""

    def money(self) -> Iterator[str]:
        """Names in one row, sums in the next."""
        yield self.rng.choice(["甲栏　钱", "甲栏（钱）", "【甲】钱"])
        self.given = round(self.rng.uniform(260, 4200), 2)
        paid = round(self.given * self.rng.uniform(0.82, 0.995), 2)
        names = self.rng.choice([["下达数", "到账数", "付出数", "结存数"], ["核下数", "实到数", "已付数", "留存数"]])
        sums = [self.given, self.given, paid, self.given - paid]
        between = self.rng.choice(["／", "｜", "、"])
        yield between.join(tag("INDICATOR", name) for name in names) + "（万元）："
        yield between.join(tag("AMOUNT", figure(value, 2)) for value in sums)
        rate = figure(paid / self.given * 100, 2)
        yield (
            f"{tag('RATE', rate + '%')}{self.dot}{tag('INDICATOR', self.rng.choice(['付款率', '支付率']))}"
            + self.points(10)
        )
        parts = self.rng.sample(self.bureau["costs"], 3)
        shares = [round(paid * share, 2) for share in (0.46, 0.31)]
        shares.append(round(paid - sum(shares), 2))
        walks = [
            f"{order}{tag('AMOUNT', figure(value, 2) + self.wan)}走{tag('INDICATOR', cost)}"
            for order, value, cost in zip(("头笔", "二笔", "尾笔"), shares, parts, strict=True)
        ]
        yield f"款分三笔：{'，'.join(walks)}。"
        before = round(self.given * self.rng.uniform(0.75, 1.2), 2)
        gap = abs(self.given - before) / before * 100
        way = "上浮" if self.given >= before else "下落"
        yield (
            f"{tag('PERIOD', '上年')}{tag('AMOUNT', figure(before, 2) + self.wan)}为{tag('INDICATOR', '同口径下达')}，"
            f"本年{tag('CHANGE', '较之' + way)}{tag('RATE', figure(gap, 1) + '%')}。"
        )
        yield ""

    def works(self) -> Iterator[str]:
        """Goal, result, name, points; a few rows are explained."""
        yield self.rng.choice(["乙栏　事", "乙栏（事）", "【乙】事"])
        yield self.rng.choice(self.words["keys"])
        rows = self.rng.sample(self.bureau["works"], self.rng.randint(9, 12))
        for mark, (name, unit, low, high) in zip("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿", rows, strict=False):
            yield self.row(mark, name, unit, low, high)
        yield ""

    def row(self, mark: str, name: str, unit: str, low: float, high: float) -> str:
        """One row of works."""
        digits = 0 if isinstance(low, int) else 1
        goal = round(self.rng.uniform(low, high), digits)
        short = self.rng.random() < 0.3
        done = round(goal * (self.rng.uniform(0.62, 0.96) if short else self.rng.uniform(1.0, 1.12)), digits)
        full = self.rng.choice([3, 4, 5, 6])
        pair = f"定{tag('COUNT', figure(goal, digits))}{self.dot}成{tag('COUNT', figure(done, digits))}"
        pair = pair.replace("定", tag("TARGET", "定"), 1)
        lost = round(full * (1 - done / goal), 1) if done < goal else 0.0
        text = f"{mark}{pair}{self.dot}{tag('INDICATOR', name)}（{unit}）{self.points(full, lost)}"
        if lost and self.rng.random() < 0.6:
            text += "　" + self.rng.choice(self.words["reasons"])
        return text

    def points(self, full: float, lost: float = 0.0) -> str:
        """Points that can be had, an arrow, points that were had."""
        had = f"{full - lost:g}"
        text = f"{self.left}{tag('FULL_MARK', f'{full:g}')}{self.arrow}{tag('SCORE', had)}{self.right}"
        return text + (f"失{tag('DEDUCTION', f'{lost:g}分')}" if lost and self.rng.random() < 0.7 else "")

    def effects(self) -> Iterator[str]:
        """Ratios and means, the figure first."""
        yield self.rng.choice(["丙栏　效", "丙栏（效）", "【丙】效"])
        for name, unit, low, high in self.rng.sample(self.bureau["effects"], self.rng.randint(5, 6)):
            value = figure(self.rng.uniform(low, high), 1)
            label = "RATE" if unit in ("%", "‰", "倍") else "AMOUNT" if "元" in unit else "COUNT"
            floor = figure(low, 1)
            goal = f"{tag('TARGET', '定')}{tag(label, floor)}{self.dot}成" if self.rng.random() < 0.5 else "成"
            points = self.points(self.rng.choice([5, 6, 8]))
            yield f"○{goal}{tag(label, value)}{self.dot}{tag('INDICATOR', name)}（{unit}）{points}"
        sent = self.rng.randint(90, 640)
        back = sent - self.rng.randint(0, 40)
        pleased = figure(self.rng.uniform(88, 99), 1)
        word = self.rng.choice(["称心率", "群众称心率"])
        yield (
            f"○问{tag('COUNT', f'{sent}份')}、回{tag('COUNT', f'{back}份')}{self.dot}{tag('INDICATOR', '入户问卷')}，"
            f"{tag('RATE', pleased + '%')}{self.dot}{tag('INDICATOR', word)}{self.points(10)}"
        )
        yield ""

    def villages(self) -> Iterator[str]:
        """An account of each village in a line."""
        yield self.rng.choice(["村账", "分村账", "村组账"])
        first, second = self.rng.sample(self.words["village_works"], 2)
        for village in self.rng.sample(self.words["villages"], self.rng.randint(6, 8)):
            facts = [
                f"{tag('COUNT', figure(self.rng.uniform(low, high), 0) + unit)}{self.dot}{tag('INDICATOR', name)}"
                for name, unit, low, high in (first, second)
            ]
            facts.append(
                f"{tag('AMOUNT', figure(self.rng.uniform(1, 60), 2) + self.wan)}{self.dot}{tag('INDICATOR', '落村款')}"
            )
            full = self.rng.choice([2, 3])
            lost = self.rng.choice([0.0, 0.0, 0.2, 0.5])
            yield f"{village}村　{'，'.join(facts)}{self.points(full, lost)}"
        yield ""

    def course(self) -> Iterator[str]:
        """What was done, in sentences that put the figure first."""
        yield self.rng.choice(["来龙去脉", "过程记要", "流水"])
        for sentence in self.rng.sample(self.bureau["course"], 4):
            yield self.filled(sentence)
        for sentence in self.rng.sample(self.words["course"], 5):
            yield self.filled(sentence)
        yield ""

    def filled(self, sentence: str) -> str:
        """``sentence`` with its ``{low-high unit LABEL}`` drawn and its ``[name]`` tagged."""
        text, rest = "", sentence
        while "{" in rest:
            before, _, rest = rest.partition("{")
            inside, _, rest = rest.partition("}")
            span, unit, label = inside.split(" ")
            low, high = span.split("-")
            value = figure(self.rng.uniform(float(low), float(high)), 1 if "." in low else 0)
            text += before + tag(label, value + unit)
        text += rest
        for label, (left, right) in {"INDICATOR": "[]", "ACTION": "<>", "CHANGE": "~~", "PERIOD": "^^"}.items():
            text = _marked(text, label, left, right)
        return text

    def rest(self) -> Iterator[str]:
        """The total, and what is still open."""
        yield self.rng.choice(["结账", "总账", "合账"])
        total = round(self.rng.uniform(84, 98.5), 1)
        points = f"{self.left}{tag('FULL_MARK', '100')}{self.arrow}{tag('SCORE', f'{total:g}')}{self.right}"
        grade = self.rng.choice(["甲等", "乙等上", "乙等"])
        yield f"三栏合账{points}，{tag('INDICATOR', '合账总分')}；等次：{grade}。"
        still = self.rng.sample(self.words["open"], 5)
        yield from (f"{mark}{self.filled(text)}" for mark, text in zip("①②③④⑤", still, strict=True))
        yield ""

    def foot(self) -> Iterator[str]:
        """Where it is published."""
        yield self.rng.choice(self.words["feet"])
        yield f"{self.name}"
        yield f"{self.year + 1}年{self.rng.randint(2, 5)}月{self.rng.randint(3, 28)}日"


def _marked(text: str, label: str, left: str, right: str) -> str:
    """``text`` with what stands between ``left`` and ``right`` tagged."""
    out, rest = "", text
    while left in rest:
        before, _, rest = rest.partition(left)
        inside, _, rest = rest.partition(right)
        out += before + tag(label, inside)
    return out + rest


def reports(count: int) -> list[str]:
    """``count`` reports in the inline form."""
    return [Writer(number).report() for number in range(count)]
