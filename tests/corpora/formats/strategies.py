"""Texts, spans and reports as annotation tools may meet them."""

from itertools import pairwise

from hypothesis import strategies as st

from corpora.report import AnnotatedReport
from models.labels import Entity, Label

CHARACTERS = "预算执行率为9７.3%|\\⟦⟧\n\r\t \u3000《》😀𠮷#-_OB\"'{}[]，。\u2028\x85é"
IDS = st.builds("{}-{:02d}".format, st.sampled_from(["a", "甲", "north"]), st.integers(1, 99))
TITLES = st.sampled_from(["", "某县2021年报告"])
FAMILIES = st.sampled_from(["other", "project"])
YEARS = st.sampled_from([None, "2021"])
LABELS = st.sampled_from(list(Label))


@st.composite
def entities(draw: st.DrawFn, text: str) -> tuple[Entity, ...]:
    inside = {i for i in range(1, len(text)) if text[i - 1 : i + 1] == "\r\n"}
    edges = [i for i in range(len(text) + 1) if i not in inside]
    cuts = sorted(draw(st.sets(st.sampled_from(edges), max_size=10)))
    pairs = list(pairwise(cuts))[draw(st.integers(0, 1)) :: draw(st.integers(1, 2))]
    return tuple(Entity.cut(text, draw(LABELS), *pair) for pair in pairs if text[slice(*pair)].strip())


TEXTS = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=50).filter(lambda text: bool(text.strip()))


@st.composite
def reports(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS, described: bool = True) -> AnnotatedReport:
    text = draw(texts)
    name = draw(IDS)
    meta = {"title": draw(TITLES), "family": draw(FAMILIES)}
    return AnnotatedReport(
        id=name,
        folder=name.split("-")[0],
        text=text,
        entities=draw(entities(text)),
        records=None,
        fiscal_year=draw(YEARS) if described else None,
        **(meta if described else {}),
    )


def batches(reports: st.SearchStrategy[AnnotatedReport]) -> st.SearchStrategy[list[AnnotatedReport]]:
    return st.lists(reports, min_size=1, max_size=4, unique_by=lambda report: report.id)


NAMES = ["基本支出", "项目支出", "公务接待费", "执行率", "培训人次", "新建道路"]
FIGURES = {Label.AMOUNT: "1,876.50万元", Label.RATE: "97.4%", Label.COUNT: "23台"}


@st.composite
def sound_reports(draw: st.DrawFn, end: str = "\n", astral: bool = False, lines: int = 6) -> AnnotatedReport:
    """A report of ``lines`` lines, each a name and a figure, annotated as people do it."""
    parts, spans = ["😀𠮷报告" if astral else "报告", end], []
    for _ in range(lines):
        label = draw(st.sampled_from(list(FIGURES)))
        for kind, word, after in (
            (Label.INDICATOR, draw(st.sampled_from(NAMES)), "为"),
            (label, FIGURES[label], "。" + end),
        ):
            start = sum(map(len, parts))
            spans.append((kind, start, start + len(word)))
            parts += [word, after]
    text = "".join(parts)
    return AnnotatedReport(
        id="sound-01",
        folder="sound",
        text=text,
        entities=tuple(Entity.cut(text, *span) for span in spans),
        records=None,
    )
