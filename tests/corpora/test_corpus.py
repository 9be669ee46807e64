"""The corpus is read by split, and no split shares a template with another."""

from collections import defaultdict

import pytest

from corpora import CorpusError, read_corpus
from corpora.corpus import SPLITS, held_out, key_of, report_paths


def test_the_splits_divide_the_corpus() -> None:
    keys = [report.key for split in SPLITS for report in read_corpus(split)]
    assert sorted(keys) == sorted(key_of(path) for path in report_paths())
    assert len(keys) == len(set(keys))


def test_an_unknown_split_is_refused_by_name() -> None:
    with pytest.raises(CorpusError, match="没有名为“final”的划分"):
        read_corpus("final")


def test_every_report_that_is_held_out_exists() -> None:
    assert set(held_out()) <= {key_of(path) for path in report_paths()}


def test_the_held_out_splits_have_every_label_and_kind() -> None:
    for split in ("dev", "test"):
        reports = read_corpus(split)
        labels = {entity.label for report in reports for entity in report.entities}
        kinds = {record["kind"] for report in reports for record in report.records or ()}
        assert len(labels) == 11, split
        assert kinds == {"amount", "count", "rate", "score"}, split


def test_names_of_claims_and_parents_stay_inside_their_report() -> None:
    for report in read_corpus():
        ids = {record["id"] for record in report.records or ()}
        for record in report.records or ():
            assert {record.get("parent", record["id"]), record.get("same_as", record["id"])} <= ids


def test_ids_are_unique_in_the_corpus() -> None:
    seen = defaultdict(list)
    for report in read_corpus():
        seen[report.id].append(report.key)
    assert {name: keys for name, keys in seen.items() if len(keys) > 1} == {}
