"""Nothing of a held-out report can be learnt by heart from the training reports.

What the splits do share is the wording of statutory lines (公务用车购置及运行维护费, 基本支出…占…) and of titles; it is
bounded here, not forbidden, because a real report shares it too.
"""

import re
from functools import cache

from corpora import read_corpus
from corpora.corpus import SPLITS
from corpora.likeness import shingles

SHARED_WITH_ONE = 0.15
"""Largest share of a held-out report's shingles that one training report may have."""
SHARED_WITH_ALL = 0.12
"""Largest share of a held-out split's shingles that the training split may have."""

TEMPLATE = re.compile(r"\A\W*([TF]\d+)\b")
"""The first template that a skeleton names is the one that the report follows; others lend it a part."""


@cache
def split(name: str) -> dict[str, frozenset[str]]:
    return {report.key: shingles(report.text) for report in read_corpus(name)}


@cache
def whole(name: str) -> frozenset[str]:
    return frozenset().union(*split(name).values())


def test_no_held_out_report_is_close_to_one_training_report() -> None:
    close = [
        (held, train, round(len(own & other) / len(own), 3))
        for name in ("dev", "test")
        for held, own in split(name).items()
        for train, other in split("train").items()
        if len(own & other) > SHARED_WITH_ONE * len(own)
    ]
    assert close == []


def test_held_out_splits_share_little_wording_with_training() -> None:
    shares = {name: len(whole(name) & whole("train")) / len(whole(name)) for name in ("dev", "test")}
    assert {name: share for name, share in shares.items() if share > SHARED_WITH_ALL} == {}


def test_no_template_is_both_in_training_and_held_out() -> None:
    templates: dict[str, dict[str, set[str]]] = {}
    for name in SPLITS:
        for report in read_corpus(name):
            match = TEMPLATE.match(report.skeleton)
            key = match[1] if match else report.skeleton
            if key:
                templates.setdefault(key, {}).setdefault(name, set()).add(report.key)
    assert {key: places for key, places in templates.items() if len(places) > 1} == {}
