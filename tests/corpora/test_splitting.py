"""Some reports are held out, by document, with near-duplicates on one side."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.report import AnnotatedReport
from corpora.splitting import groups, split

OPENINGS = [
    "本年度部门收入决算总额与上年相比有所增加，主要原因是人员经费标准调整",
    "项目实施期间共培训基层干部，参训人员对课程安排与师资的满意度较高",
    "全县新建和改造农村公路，沿线群众出行时间明显缩短，物流成本下降",
    "医院门诊量稳步回升，药品收入占比继续降低，检查检验结果实现互认",
]


def report(number: int, text: str) -> AnnotatedReport:
    return AnnotatedReport(id=f"new-{number:02d}", folder="new", text=text, entities=(), records=None)


def test_reports_that_differ_in_their_numbers_alone_are_near_duplicates() -> None:
    texts = [f"{OPENINGS[0]}{amount}万元" for amount in ("9", "1,234.5", "８８")] + [OPENINGS[1]]
    assert groups(texts) == [[0, 1, 2], [3]]


def test_reports_too_short_for_a_run_are_alike_when_they_are_the_same() -> None:
    assert groups(["甲5", "甲7", "乙5"]) == [[0, 1], [2]]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.floats(0.05, 0.95), st.integers(0, 9))
def test_every_report_is_on_one_side_and_near_duplicates_on_the_same(kinds: list[int], share: float, seed: int) -> None:
    reports = [report(number, f"{OPENINGS[kind]}{number}元") for number, kind in enumerate(kinds)]
    result = split(reports, share, seed)
    assert sorted(result.train + result.held_out) == sorted(r.key for r in reports)
    assert result.train
    assert result == split(reports, share, seed)
    assert result.torn == (len(set(kinds)) == 1 and bool(result.held_out))
    if not result.torn:
        sides = [
            {kind for r, kind in zip(reports, kinds, strict=True) if r.key in side}
            for side in (set(result.train), set(result.held_out))
        ]
        assert not sides[0] & sides[1]


def test_about_the_share_is_held_out() -> None:
    lines = [f"{chr(0x4E00 + 40 * n)}" * 30 for n in range(50)]
    result = split([report(n, line) for n, line in enumerate(lines)], 0.2, 1)
    assert len(result.held_out) == 10


def test_reports_that_are_all_alike_are_parted_by_document_and_it_is_said() -> None:
    result = split([report(n, f"{OPENINGS[2]}{n}公里") for n in range(10)], 0.2, 1)
    assert (len(result.held_out), result.torn) == (2, True)
