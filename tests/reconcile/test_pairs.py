"""The pairs of short reports through the bundled model and the rules: few contradictions are missed, none invented."""

from __future__ import annotations

import pytest

from tests.reconcile.lots import Lot, measured

LEAST_RECALL = 0.8


@pytest.fixture(scope="module", params=["development", "fresh"])
def lot(request: pytest.FixtureRequest) -> Lot:
    return measured(request.param)


def test_no_contradiction_is_invented(lot: Lot) -> None:
    assert lot.invented == []


def test_most_planted_contradictions_are_found(lot: Lot) -> None:
    assert lot.found >= LEAST_RECALL * (lot.found + len(lot.missed))


def test_what_deserves_a_look_is_noticed_and_nothing_else(lot: Lot) -> None:
    assert lot.noticed == lot.to_notice
