"""The evaluation step: the old and the new version read the same reports, and each document is counted by label."""

import json
from collections import Counter
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

from corpora import AnnotatedReport
from models.files import write_atomically
from models.labels import Label
from models.store import open_version
from service.pipeline import Pipeline
from training.card import write_card
from training.evaluation.result import Result, read
from training.evaluation.run import Evaluation, evaluation_of
from training.transaction.context import Run, read_json
from training.transaction.gate import ALL, RECORDS, Counts, Document, Documents
from training.transaction.state import Json

FOLDER = "evaluation"
CARDS = "card"


def compare(run: Run) -> Json:
    """Both versions on the frozen dev split and on the held-out new reports; the figures of all entities."""
    sets = {"dev": run.corpus.dev, "held_out": run.side("held_out")}
    sides = (("old", run.old.path), ("new", run.version))
    for number, (side, path) in enumerate(sides):
        if read_json(_file(run, side)) is None:
            _evaluate(run, side, path, sets, number / len(sides), 1 / len(sides))
    return {side: {where: figures(_load(run, side)[where]["evaluation"]) for where in sets} for side, _ in sides}


def measure_test(run: Run) -> Json:
    """The figures of both versions on the test split; they are told, and decide nothing."""
    told = {}
    for side, path in (("old", run.old.path), ("new", run.version)):
        pipeline = Pipeline.load(path)
        results = [read(pipeline, report) for report in run.corpus.test]
        told[side] = figures(evaluation_of(results, pipeline, details=False).as_json())
    return told


def counted(run: Run, side: str, where: str) -> Documents:
    """What ``side`` found in the documents of ``where``."""
    documents: dict[str, dict[str, list[int]]] = _load(run, side)[where]["documents"]
    return {key: {name: _counts(values) for name, values in one.items()} for key, one in documents.items()}


def figures(evaluation: Json) -> dict[str, float]:
    """The F1 of all entities and of records with every figure and the very name right."""
    records = evaluation["records"]["records"].get("exact", {}).get("all")
    return {"entities": evaluation["entities"]["all"]["f1"], **({} if records is None else {"records": records})}


def _counts(values: Sequence[int]) -> Counts:
    annotated, found, right = values
    return annotated, found, right


def _file(run: Run, side: str) -> Path:
    return run.folder / FOLDER / f"{side}.json"


def _load(run: Run, side: str) -> dict[str, Any]:
    loaded: dict[str, Any] = read_json(_file(run, side))
    return loaded


def _evaluate(
    run: Run, side: str, path: Path, sets: dict[str, Sequence[AnnotatedReport]], done: float, share: float
) -> None:
    pipeline = Pipeline.load(path)
    total, so_far = sum(len(report.text) for reports in sets.values() for report in reports) or 1, 0
    told: dict[str, Any] = {}
    evaluations: dict[str, Evaluation] = {}
    for where, reports in sets.items():
        results = []
        for report in reports:
            results.append(read(pipeline, report))
            so_far += len(report.text)
            run.progress.reach(done + share * so_far / total)
        evaluations[where] = evaluation_of(results, pipeline, details=False)
        labels = frozenset(Label) | {e.label for report in reports for e in report.entities}
        documents = {result.report.key: document(result, labels) for result in results}
        told[where] = {"documents": documents, "evaluation": evaluations[where].as_json()}
    if side == "new":
        write_card(open_version(path), evaluations, run.folder / CARDS)
    _file(run, side).parent.mkdir(exist_ok=True)
    write_atomically(_file(run, side), json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def document(result: Result, labels: Set[Label]) -> Document:
    """The counts of one report, by label, of all of ``labels`` together, and of its records where they are annotated.

    What is found of labels that nobody looked for in these reports counts neither way.
    """
    predicted = {key for key in result.predicted if key[0] in labels}
    sides = (result.gold, predicted, result.gold & predicted)
    by_label = [Counter(str(label) for label, _start, _end in keys) for keys in sides]
    counts = {name: _counts([side[name] for side in by_label]) for name in sorted(set().union(*by_label))}
    counts[ALL] = _counts([len(keys) for keys in sides])
    if result.report.records is not None:
        tally = result.record_scores.f1["exact"]["all"]
        counts[RECORDS] = (tally.gold, tally.predicted, tally.matched)
    return counts
