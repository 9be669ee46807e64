"""Whole reports from patterns: titles, headings, paragraphs and tables with exact entities."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from corpora import AnnotatedReport
from training.generator.grammar import Sequence_, parse
from training.generator.grids import write_table
from training.generator.places import new_place
from training.generator.scene import Scene, words
from training.generator.sheet import Sheet, Style
from training.generator.slots import play

_HERE = Path(__file__).parent
_LEVELS = ("县", "县", "市", "区", "镇", "州")
_HEADINGS = {
    "organisation": ("基本情况", "部门概况", "机构设置及人员情况", "单位基本情况"),
    "work": (
        "年度主要工作完成情况",
        "履职效能情况",
        "重点工作开展情况",
        "部门整体支出绩效情况",
        "产出和效益情况",
        "工作成效",
    ),
    "funds": ("部门整体收支情况", "收入支出决算总体情况", "资金投入和使用情况", "预算执行情况", "支出决算情况说明"),
    "three": ("“三公”经费支出情况", "其他重要事项情况说明", "机关运行经费、政府采购及国有资产情况"),
    "growth": ("经济运行情况", "收支完成情况", "主要指标完成情况"),
    "goals": ("绩效目标完成情况", "绩效指标完成情况分析", "总体目标完成情况"),
    "plans": ("下一步工作计划", "下年度工作安排", "绩效目标"),
    "scores": ("绩效自评得分情况", "指标分析", "评价指标得分情况"),
    "totals": ("自评结论", "综合评价结论"),
    "problems": ("存在的主要问题", "发现的问题及原因", "偏离绩效目标的原因"),
    "survey": ("满意度调查", "社会公众满意度情况"),
    "ratio": ("补助发放情况", "成本效益分析"),
}
_TABLED = {"scores": 0.5, "goals": 0.5, "funds": 0.3, "three": 0.3, "totals": 0.3}
"""The chance of a table at the end of a passage."""

_OUTLINES = (
    ("organisation", "work", "work", "funds", "totals", "scores", "problems", "plans"),
    ("organisation", "funds", "three", "funds", "goals", "problems"),
    ("funds", "goals", "goals", "scores", "totals", "survey", "problems"),
    ("growth", "work", "growth", "work", "plans"),
    ("totals", "organisation", "funds", "work", "scores", "problems", "survey"),
    ("work", "work", "goals", "ratio", "survey", "plans"),
)


@cache
def patterns() -> dict[str, tuple[Sequence_, ...]]:
    """The sentence patterns by passage."""
    found: dict[str, list[Sequence_]] = {}
    passage = ""
    for line in (_HERE / "patterns.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            passage = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(passage, []).append(parse(line))
    return {name: tuple(members) for name, members in found.items()}


@cache
def negatives() -> tuple[Sequence_, ...]:
    """The sentences that hold numbers but no values."""
    lines = (_HERE / "negatives.txt").read_text(encoding="utf-8").splitlines()
    return tuple(parse(line) for line in lines if line and not line.startswith("#"))


def compose(rng: Random, n_chars: int, left_out: Sequence[str] = ()) -> AnnotatedReport:
    """An invented report of about ``n_chars`` characters, clean of layout noise, with exact entities.

    No table of it is in one of the layouts ``left_out``.
    """
    level = rng.choice(_LEVELS)
    place = new_place(rng, "")
    style = Style.draw(rng, level, place)
    page = Sheet()
    organisation = place + level + rng.choice(words()["domains"])
    title = organisation + rng.choice(words()["forms"]).format(year=style.year)
    page.write(f"{title}\n\n")
    while page.length < n_chars:
        _sections(page, style, rng, n_chars, left_out)
    return page.report(f"synthetic-{rng.getrandbits(32):08x}", title, organisation, style.year)


def _sections(page: Sheet, style: Style, rng: Random, n_chars: int, left_out: Sequence[str]) -> None:
    for number, passage in enumerate(rng.choice(_OUTLINES)):
        if page.length >= n_chars:
            return
        page.write(f"{'一二三四五六七八九'[number]}、{rng.choice(_HEADINGS[passage])}\n")
        for _ in range(rng.randint(2, 7)):
            _paragraph(page, style, rng, passage)
        if rng.random() < _TABLED.get(passage, 0.05):
            write_table(page, style, rng, left_out)


def _paragraph(page: Sheet, style: Style, rng: Random, passage: str) -> None:
    if rng.random() < 0.4:
        for _ in range(rng.choice((1, 1, 2, 3))):
            write_negative(page, style, rng)
            page.write(rng.choice(("\n", "\n", "")))
        page.write("\n")
    for _ in range(rng.choice((1, 1, 2, 3))):
        if rng.random() < 0.15:
            write_negative(page, style, rng)
        play(Scene(page, style, rng), rng.choice(patterns()[passage]))
    page.write(rng.choice(("\n", "\n", "\n\n")))


def write_negative(page: Sheet, style: Style, rng: Random) -> None:
    """Write one sentence without entities; what does not end as a sentence takes a line of its own."""
    play(Scene(page, style, rng), rng.choice(negatives()))
    if not page.parts[-1].endswith(("。", "；")):
        page.write("\n")
