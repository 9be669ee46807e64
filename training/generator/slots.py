"""What the slots of the patterns write."""

from collections.abc import Callable
from typing import Any

from models.labels import Label
from training.generator import sheet
from training.generator.grammar import Sequence_, Slot, Tagged, choose
from training.generator.lexicon import label_of
from training.generator.scene import Scene, kinds_of
from training.generator.surface import write_hanzi
from training.generator.vocabulary import plain, word

BASES = (
    "同比",
    "比上年",
    "较上年",
    "比上年同期",
    "较上年同期",
    "与上年相比",
    "较去年同期",
    "比{last}年",
    "较{last}年",
    "与{last}年度相比",
)
MONEY_BASES = (
    "比上年", "较上年", "比上年决算数", "较上年决算数", "比年初预算", "较年初预算数", "比预算数", "与上年相比",
    "与年初预算相比",
    "比{last}年度", "较{last}年", "与{last}年相比", "较{last}年度决算数", "与上年度相比", "比上年同期", "较上年同期",
)  # fmt: skip
RISES = ("增长", "增长", "上升", "提高", "增加", "提升")
FALLS = ("下降", "下降", "减少", "降低", "回落")
MONEY_RISES = ("增加", "增加", "增加", "增长", "增收", "增支", "净增", "多")
MONEY_FALLS = ("减少", "减少", "减少", "下降", "减收", "减支", "压减", "节约", "少")


def play(scene: Scene, pattern: Sequence_) -> None:
    """Write ``pattern`` to the sheet of ``scene``."""
    scene.kinds = kinds_of(pattern)
    _write(scene, pattern)


def _write(scene: Scene, nodes: Sequence_) -> None:
    for node in choose(nodes, scene.rng):
        if isinstance(node, Slot):
            fill(scene, node.name, plain(scene, node.key))
        elif isinstance(node, Tagged):
            scene.sheet.tag(node.label, plain(scene, node.body))
        else:
            scene.sheet.write(node)


Fill = Callable[[Scene, str], Any]


def fill(scene: Scene, name: str, key: str) -> None:
    """Write what the slot ``name`` with ``key`` stands for."""
    slot = SLOTS.get(name)
    if slot:
        slot(scene, key)
    else:
        scene.sheet.write(word(scene, name))


def _name(scene: Scene, key: str) -> None:
    item = scene.item(key)
    scene.sheet.tag(Label.INDICATOR, item.verb + item.name)


def _count(scene: Scene, key: str) -> None:
    group = scene.item(key).group
    few = group.kind == "clause" and label_of(group.units[0]) == Label.COUNT
    scene.value(group.units[0], 1 if few else None, 60 if few else None)


def _hanzi(scene: Scene, key: str) -> None:
    unit = scene.item(key).group.units[0]
    if label_of(unit) != Label.COUNT or unit[0] == "万" or "/" in unit:
        scene.value(unit)
    else:
        number = write_hanzi(
            scene.rng.choice((scene.rng.randint(1, 30), scene.rng.randint(1, 40) * 10, scene.rng.randint(1, 999)))
        )
        scene.sheet.tag(Label.COUNT, number + scene.rng.choice(("", "余")) * (number[-1] in "十百千") + unit)


def _change(
    scene: Scene, bases: tuple[str, ...], rises: tuple[str, ...], falls: tuple[str, ...], each: str = ""
) -> None:
    basis = scene.rng.choice(bases).format(last=scene.style.year - 1)
    scene.rising = scene.rng.random() < 0.6
    scene.sheet.tag(Label.CHANGE, basis + each + scene.rng.choice(rises if scene.rising else falls))


def _bare(scene: Scene, _: str) -> None:
    choices = (
        ("增长", "增长", "增长", "增幅", "上升", "提高", "增幅为")
        if scene.rising
        else ("下降", "下降", "下降", "降幅", "降低", "减少", "降幅为")
    )
    word = scene.rng.choice(choices)
    scene.sheet.tag(Label.CHANGE, word.removesuffix("为"))
    scene.sheet.write("为" if word.endswith("为") else "")


def _period(scene: Scene, forms: tuple[str, ...]) -> None:
    year = scene.style.year
    form = scene.rng.choice(forms)
    scene.sheet.tag(Label.PERIOD, form.format(y=year, last=year - 1, next=year + 1, m=scene.rng.randint(3, 11)))


_FISCAL = ("{y}年", "{y}年", "{y}年度", "{y}年度", "{y} 年", "{y} 年度", "本年度", "当年")
_ENDS = (
    "截至{y}年底",
    "截至{y}年末",
    "截至{y}年12月31日",
    "{y}年末",
    "{y}年底",
    "年末",
    "截至{y}年{m}月底",
    "截止{y}年12月底",
    "截至年底",
)
_PARTS = (
    "1—{m}月",
    "1-{m}月",
    "{y}年1—{m}月",
    "上半年",
    "前三季度",
    "一季度",
    "{y}年上半年",
    "截至{m}月末",
    "{m}月份",
    "1至{m}月",
)
_LOOSE = ("全年", "全年", "{y}年", "{y}年度", "今年以来", "年内", "当年", "一年来", "{y}年以来", "下半年")


def _sum(scene: Scene, domain: str, opener: str, closer: str) -> None:
    """A total and its parts, which add up to it."""
    style, rng = scene.style, scene.rng
    places = style.places
    parts = [
        sheet.draw_digits(rng, 1, 99999) * 10**places + rng.randrange(10**places) for _ in range(rng.randint(2, 5))
    ]
    scene.sheet.tag(
        Label.INDICATOR,
        scene.fund("total" if domain not in ("level", "three") else {"level": "project"}.get(domain, domain)),
    )
    scene.sheet.write(rng.choice(("", "", "为", "共")))
    scene.sheet.tag(Label.AMOUNT, style.figure(sum(parts), places) + style.money)
    scene.sheet.write(opener)
    mark = rng.choice(("，", "、", "；"))
    for index, part in enumerate(parts):
        scene.sheet.write(mark if index else "")
        scene.sheet.tag(Label.INDICATOR, scene.fund(domain))
        scene.sheet.tag(Label.AMOUNT, style.figure(part, places) + style.money)
    scene.sheet.write(closer)


def _mark(scene: Scene, key: str) -> None:
    scene.sheet.tag(Label.FULL_MARK, f"{scene.item(key).mark}分")


def points(tenths: int) -> str:
    """Points of a score from their tenths: 95 → 9.5."""
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _got(scene: Scene, key: str) -> None:
    item = scene.item(key)
    scene.sheet.tag(Label.SCORE, f"{points(item.mark * 10 - item.loss)}分")


def _off(scene: Scene, key: str) -> None:
    item = scene.item(key)
    item.loss = item.loss or 5
    scene.sheet.tag(Label.DEDUCTION, f"{points(item.loss)}分")


def _loss(scene: Scene, _: str) -> None:
    if scene.rng.random() < 0.5:
        scene.sheet.write(word(scene, "loss"))
        return
    item = scene.item("_loss")
    scene.value(item.group.units[0], 1, 30)
    scene.sheet.tag(Label.INDICATOR, item.name)


def _posts(scene: Scene, _: str) -> None:
    scene.sheet.tag(Label.COUNT, f"{scene.rng.randint(2, 480)}{scene.rng.choice(('', '名', '人', '个'))}")


def _rate(scene: Scene, key: str) -> None:
    scene.sheet.tag(Label.INDICATOR, scene.item(key).name)


def _tag(label: Label, make: Callable[[Scene], str]) -> Fill:
    return lambda scene, _: scene.sheet.tag(label, make(scene))


def _hanzi_rate(scene: Scene) -> str:
    rng = scene.rng
    tens = "一二三四五六七八九"[rng.randint(2, 8)]
    return rng.choice(
        (
            f"百分之{write_hanzi(rng.randint(11, 99))}",
            f"{tens}成",
            f"{tens}成五",
            f"百分之九十{rng.choice('二五八')}点{rng.choice('一四六')}",
        )
    )


def _small(scene: Scene) -> str:
    return sheet.percent(scene.rng, 0, scene.rng.choice((10, 30, 90)))


def _dotted(scene: Scene, low: int, high: int, unit: str) -> str:
    return f"{scene.rng.randint(low, high)}.{scene.rng.randint(1, 9)}{unit}"


SLOTS: dict[str, Fill] = {
    "name": _name,
    "verb": lambda scene, key: scene.sheet.tag(Label.ACTION, scene.item(key).verb),
    "noun": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "count": _count,
    "hanzi": _hanzi,
    "delta": lambda scene, key: scene.value(scene.item(key).group.units[0]),
    "few_of": lambda scene, key: scene.value(scene.item(key).group.units[0]),
    "stock": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "act": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "pair": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "c1": lambda scene, key: scene.value(scene.item(key).group.units[0]),
    "c2": lambda scene, key: scene.value(scene.item(key).group.units[1]),
    "c_more": lambda scene, _: scene.value("人", 2, 900),
    "clause": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "goal": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "value": lambda scene, key: scene.value(scene.item(key).group.units[0]),
    "rate": _rate,
    "fund": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.fund(key)),
    "money": lambda scene, _: scene.sheet.tag(Label.AMOUNT, sheet.money(scene.style, scene.rng)),
    "money_yi": lambda scene, _: scene.sheet.tag(Label.AMOUNT, sheet.money(scene.style, scene.rng, "亿元")),
    "zero_money": _tag(Label.AMOUNT, lambda s: s.rng.choice(("0", "0", "0.00")) + s.style.money),
    "zero_pct": _tag(Label.RATE, lambda s: s.rng.choice(("0%", "0.00%"))),
    "zero_count": lambda scene, unit: scene.value(unit, 0, scene.rng.choice((0, 0, 5))),
    "few": lambda scene, unit: scene.value(unit, 1, 60),
    "mid": lambda scene, unit: scene.value(unit, 30, 3000),
    "big": lambda scene, unit: scene.value(unit, 1000, 99999),
    "count_of": lambda scene, unit: scene.value(unit),
    "posts": _posts,
    "pct": _tag(Label.RATE, lambda s: sheet.percent(s.rng, 60, 101)),
    "pct_small": _tag(Label.RATE, _small),
    "full": _tag(Label.RATE, lambda s: s.rng.choice(("100%", "100%", "100.00%", "百分之百"))),
    "hanzi_pct": _tag(Label.RATE, _hanzi_rate),
    "points": _tag(Label.RATE, lambda s: _dotted(s, 0, 9, s.rng.choice(("个百分点", "个百分点", "百分点")))),
    "times": _tag(Label.RATE, lambda s: _dotted(s, 1, 3, "倍")),
    "yuan": _tag(
        Label.AMOUNT, lambda s: s.style.figure(s.rng.randint(5, 4000)) + s.rng.choice(("元", "元", "元/人", "元/亩"))
    ),
    "price": _tag(
        Label.AMOUNT,
        lambda s: _dotted(s, 1, 900, s.rng.choice(("元/吨", "元/亩", "万元/公里", "元/人", "元/平方米", "万元"))),
    ),
    "per_head": _tag(
        Label.COUNT, lambda s: _dotted(s, 0, 90, s.rng.choice(("册", "亩", "张", "公斤", "平方米", "斤")))
    ),
    "change": lambda scene, _: _change(scene, BASES, RISES, FALLS),
    "change_money": lambda scene, _: _change(scene, MONEY_BASES, MONEY_RISES, MONEY_FALLS),
    "change_each": lambda scene, _: _change(scene, (*BASES, ""), RISES, FALLS, "分别"),
    "bare": _bare,
    "period": lambda scene, _: _period(scene, _LOOSE),
    "period?": lambda scene, _: _period(scene, _LOOSE) if scene.rng.random() < 0.35 else None,
    "period_fy": lambda scene, _: _period(scene, _FISCAL),
    "period_end": lambda scene, _: _period(scene, _ENDS),
    "period_part": lambda scene, _: _period(scene, _PARTS),
    "prior": lambda scene, _: _period(scene, ("上年", "{last}年", "{last}年底", "年初", "上年末", "{last}年末")),
    "next_year": lambda scene, _: _period(scene, ("{next}年", "{next}年度", "{next} 年")),
    "sum": lambda scene, key: _sum(
        scene, key, scene.rng.choice(("，其中：", "，其中", "，包括", "。其中：", "，其中，")), ""
    ),
    "sum_bracket": lambda scene, key: _sum(scene, key, "（", "）"),
    "item": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name),
    "class": lambda scene, key: scene.sheet.tag(Label.INDICATOR, scene.item(key).name + "类"),
    "mark": _mark,
    "got": _got,
    "off": _off,
    "got_free": _tag(Label.SCORE, lambda s: f"{points(s.rng.randint(40, 400))}分"),
    "off_free": _tag(Label.DEDUCTION, lambda s: f"{points(s.rng.randint(3, 120))}分"),
    "total": _tag(Label.SCORE, lambda s: f"{points(s.rng.randint(780, 1000))}分"),
    "hundred": _tag(Label.FULL_MARK, lambda s: "100分"),
    "loss": _loss,
}
