"""What ``jixi corpus suggest`` suggests, against a draw by lot: run it on reports that a model has not seen.

The model is one that was trained on the easy and medium reports of the corpus; its archive are training reports that it
has not seen, and copies of the three that it reads worst, with other figures and names, as a county's bureaus hand in
one template many times. Truth is their annotation, which the suggestion does not look at.

    python benchmarks/suggestion.py VERSION [--copies 10] [--count 20]
"""

import argparse
import random
import statistics
from collections.abc import Sequence
from pathlib import Path

from corpora import AnnotatedReport, read_corpus
from service.documents import make_document
from service.pipeline import Pipeline
from training.evaluation.entities import keys
from training.generator import Multiplier
from training.suggestion import Candidate, Known, choose
from training.suggestion.candidates import of

UNSEEN = ("offices-and-statistics", "tables-and-targets")
"""Folders that were written after the model was trained."""
DRAWS = 1000


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", type=Path)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--count", type=int, default=20)
    asked = parser.parse_args()
    train = read_corpus("train")
    seen = [report for report in train if report.folder not in UNSEEN and report.difficulty != "hard"]
    pipeline, known = Pipeline.load(asked.version), Known(seen)
    rng = random.Random(0)
    unseen = rng.sample([report for report in train if report not in seen], 100)
    worst = sorted(unseen, key=lambda report: _f1(report, _read(report, pipeline, known)))[: 3 if asked.copies else 0]
    multiplier = Multiplier.learn(train)
    copies = [multiplier.multiply(report, seed) for report in worst for seed in range(asked.copies)]
    archive = [*(report for report in unseen if report not in worst), *copies]
    read = [_read(report, pipeline, known) for report in archive]
    f1 = [_f1(*pair) for pair in zip(archive, read, strict=True)]
    by_candidate = {id(one): index for index, one in enumerate(read)}
    ways = {
        "suggested": [by_candidate[id(choice.candidate)] for choice in choose(read, asked.count)],
        "doubt alone": sorted(range(len(read)), key=lambda index: -read[index].doubt)[: asked.count],
        "longest": sorted(range(len(read)), key=lambda index: -len(read[index].text))[: asked.count],
    }
    print(f"archive: {len(archive)} reports, {len(copies)} of them copies of 3; mean F1 {statistics.mean(f1):.3f}")
    for way, indices in ways.items():
        print(f"{way}: {_told(indices, archive, read, f1)}")
    draws = [rng.sample(range(len(archive)), asked.count) for _ in range(DRAWS)]
    means = sorted(statistics.mean(f1[index] for index in draw) for draw in draws)
    skeletons = statistics.mean(len({archive[index].skeleton for index in draw}) for draw in draws)
    print(
        f"by lot, {DRAWS} times: F1 {statistics.mean(means):.3f}, the lowest {means[0]:.3f}; {skeletons:.1f} templates"
    )


def _told(
    indices: Sequence[int], archive: Sequence[AnnotatedReport], read: Sequence[Candidate], f1: list[float]
) -> str:
    templates = len({archive[index].skeleton for index in indices})
    expected = statistics.mean(1 - read[index].doubt for index in indices)
    wrong = sum(len(_keys(archive[index]) ^ keys(read[index].extraction.entities)) for index in indices)
    length = sum(len(read[index].text) for index in indices)
    return (
        f"F1 {statistics.mean(f1[index] for index in indices):.3f} (expected {expected:.3f}); {templates} templates; "
        f"{length:,} characters, {wrong / length * 1000:.1f} corrections per 1,000"
    )


def _read(report: AnnotatedReport, pipeline: Pipeline, known: Known) -> Candidate:
    return of(report.key, pipeline.extract(make_document(report.text)), known)


def _keys(report: AnnotatedReport) -> set[tuple[str, int, int]]:
    return keys(report.entities)


def _f1(report: AnnotatedReport, read: Candidate) -> float:
    gold, found = _keys(report), keys(read.extraction.entities)
    return 2 * len(gold & found) / (len(gold) + len(found)) if gold or found else 1.0


if __name__ == "__main__":
    main()
