"""What the gate lets pass and what it holds back; noise decides nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.transaction.gate import ALL, RARE, RECORDS, Change, Documents, Verdict, judge
from training.transaction.settings import GateSettings

SETTINGS = GateSettings(resamples=400)


def documents(right: list[int], gold: int = 20, label: str = "RATE", **others: tuple[int, int, int]) -> Documents:
    """Documents with ``gold`` entities of ``label``, as many found, ``right`` of them right in each."""
    return {
        f"d{number}": {label: (gold, gold, found), ALL: (gold, gold, found), **others}
        for number, found in enumerate(right)
    }


BETTER = (documents([5] * 6), documents([9] * 6))


def judged(old: Documents, new: Documents, settings: GateSettings = SETTINGS) -> Verdict:
    return judge((old, new), BETTER, settings, 0)


def change(verdict: Verdict, where: str, subject: str) -> Change:
    return next(one for one in verdict.changes if (one.where, one.subject) == (where, subject))


def test_a_version_that_keeps_the_old_and_gains_on_the_new_passes() -> None:
    same = documents([18] * 6)
    assert judged(same, same).reasons == ()


def test_a_fall_of_every_document_beyond_the_margin_is_held_back() -> None:
    verdict = judged(documents([18] * 6), documents([17] * 6))
    assert "RATE" in " ".join(verdict.reasons)
    assert change(verdict, "dev", "RATE").chance == 0


def test_a_fall_within_the_margin_passes() -> None:
    settings = replace(SETTINGS, margin=0.06, limit=0.06)
    assert judged(documents([18] * 6), documents([17] * 6), settings).reasons == ()


@pytest.mark.parametrize("fallen", [[14], [17, 17], [16, 17]])
def test_a_fall_that_one_or_two_documents_of_many_make_is_noise(fallen: list[int]) -> None:
    old = documents([18] * 8)
    new = documents([18] * (8 - len(fallen)) + fallen)
    verdict = judged(old, new)
    assert change(verdict, "dev", "RATE").change < -SETTINGS.margin
    assert verdict.reasons == ()


def test_a_fall_beyond_the_limit_is_held_back_however_few_documents_make_it() -> None:
    assert judged(documents([18] * 6), documents([18, 18, 18, 18, 18, 4])).reasons


def test_a_label_is_held_back_although_all_labels_together_are_better() -> None:
    old = documents([10] * 6, 20, "RATE", COUNT=(10, 10, 9))
    new = documents([19] * 6, 20, "RATE", COUNT=(10, 10, 7))
    (reason,) = judged(old, new).reasons
    assert "COUNT" in reason


def test_records_are_kept_like_labels() -> None:
    old = documents([18] * 6, 20, "RATE", **{RECORDS: (10, 10, 9)})
    new = documents([18] * 6, 20, "RATE", **{RECORDS: (10, 10, 7)})
    (reason,) = judged(old, new).reasons
    assert "记录" in reason


def test_labels_too_rare_to_be_judged_alone_are_judged_together() -> None:
    old = documents([18] * 6, 20, "RATE", SCORE=(4, 4, 4), DEDUCTION=(4, 4, 4))
    new = documents([18] * 6, 20, "RATE", SCORE=(4, 4, 2), DEDUCTION=(4, 4, 4))
    verdict = judged(old, new)
    assert change(verdict, "dev", RARE).support == 48
    assert len(verdict.reasons) == 1


def test_rare_labels_below_the_floor_decide_nothing() -> None:
    old = documents([18] * 6, 20, "RATE", SCORE=(1, 1, 1))
    new = documents([18] * 6, 20, "RATE", SCORE=(1, 1, 0))
    assert judged(old, new).reasons == ()


@pytest.mark.parametrize("found", [[9] * 6, [10, 9, 9, 9, 9, 9], [8] * 6])
def test_new_reports_that_are_not_surely_read_better_hold_back(found: list[int]) -> None:
    same = documents([18] * 6)
    verdict = judge((same, same), (documents([9] * 6), documents(found)), SETTINGS, 0)
    assert any("没有确定变好" in reason for reason in verdict.reasons)


counts = st.tuples(st.integers(0, 12), st.integers(0, 12)).flatmap(
    lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), st.integers(0, min(pair)))
)
sides = st.lists(st.tuples(counts, counts), min_size=2, max_size=6)


@given(sides, st.integers(0, 9))
def test_the_same_seed_gives_the_same_verdict_and_bounds_hold(
    drawn: list[tuple[tuple[int, ...], ...]], seed: int
) -> None:
    old, new = ({f"d{n}": {ALL: pair[side]} for n, pair in enumerate(drawn)} for side in (0, 1))
    verdicts = [judge((old, new), (old, new), SETTINGS, seed) for _ in range(2)]  # type: ignore[arg-type]
    assert verdicts[0] == verdicts[1]
    for one in verdicts[0].changes:
        assert -1 <= one.low <= one.high <= 1
        assert 0 <= one.chance <= 1


@given(sides)
def test_a_version_compared_with_itself_never_falls(drawn: list[tuple[tuple[int, ...], ...]]) -> None:
    same = {f"d{n}": {ALL: pair[0], "RATE": pair[0]} for n, pair in enumerate(drawn)}
    verdict = judge((same, same), BETTER, SETTINGS, 0)  # type: ignore[arg-type]
    assert verdict.reasons == ()
    assert all(np.isclose(one.change, 0) for one in verdict.changes if one.where == "dev")


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="margin"):
        GateSettings(margin=0.2, limit=0.1)


def test_the_more_labels_are_judged_the_surer_a_fall_must_be() -> None:
    """Three documents of six with one error more: one such fall among many labels is to be expected."""
    settings = replace(SETTINGS, resamples=4000)
    few = judged(documents([18] * 6), documents([17, 17, 17, 18, 18, 18]), settings)
    many = {f"LABEL{number}": (10, 10, 9) for number in range(14)}
    crowded = judged(
        documents([18] * 6, 20, "RATE", **many), documents([17, 17, 17, 18, 18, 18], 20, "RATE", **many), settings
    )
    assert few.reasons
    assert crowded.reasons == ()
