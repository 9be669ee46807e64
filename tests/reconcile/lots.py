"""The lots of pairs, read by the bundled model and compared.

    python -m tests.reconcile.lots

prints for each lot how many planted contradictions are found, missed and invented, and keeps it in
``benchmarks/results/reconcile_pairs.json``.
"""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from service.documents import make_document
from service.pipeline import Pipeline
from service.reconcile import Finding, Report, Severity, copies, reconcile

FOLDER = Path(__file__).parent / "pairs"
RESULT = Path(__file__).parents[2] / "benchmarks" / "results" / "reconcile_pairs.json"
LOTS = ("development", "held-out", "fresh")

Contradiction = tuple[str, str, str, str]
"""The name of the pair, the rule, and the two figures in the order of the alphabet."""


@dataclass
class Lot:
    """What came of a lot; ``noticed`` and ``to_notice`` are pairs with the rules that do and should notice them."""

    pairs: int = 0
    consistent: int = 0
    found: int = 0
    missed: list[Contradiction] = field(default_factory=list)
    invented: list[Contradiction] = field(default_factory=list)
    noticed: list[tuple[str, str]] = field(default_factory=list)
    to_notice: list[tuple[str, str]] = field(default_factory=list)


def measured(name: str) -> Lot:
    """The lot ``name`` through the pipeline with the bundled model."""
    pipeline, lot = Pipeline.load(), Lot()
    for pair in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["pair"]:
        reports = [_report(pipeline, side, pair[side].strip()) for side in ("first", "second")]
        found = [*reconcile(reports), *copies(reports)]
        planted = {_contradiction(pair["name"], *told) for told in pair["violated"]}
        told = {_told(pair["name"], one) for one in found if one.severity is Severity.CONTRADICTION}
        lot.pairs += 1
        lot.consistent += not planted
        lot.found += len(planted & told)
        lot.missed += sorted(planted - told)
        lot.invented += sorted(told - planted)
        lot.noticed += [(pair["name"], one.rule.value) for one in found if one.severity is Severity.NOTICE]
        lot.to_notice += [(pair["name"], rule) for (rule,) in pair.get("notices", [])]
    return lot


def _report(pipeline: Pipeline, side: str, text: str) -> Report:
    extraction = pipeline.extract(make_document(text))
    return Report.of(text, f"{side}.txt", extraction.document, extraction.records)


def _told(pair: str, finding: Finding) -> Contradiction:
    return _contradiction(pair, finding.rule.value, finding.left.text, finding.right.text)


def _contradiction(pair: str, rule: str, one: str, other: str) -> Contradiction:
    first, second = sorted((one, other))
    return pair, rule, first, second


def main() -> None:
    """Measure all lots."""
    result = {}
    for name in LOTS:
        lot = measured(name)
        planted = lot.found + len(lot.missed)
        result[name] = {
            "pairs": lot.pairs, "consistent": lot.consistent, "planted": planted, "found": lot.found,
            "invented": len(lot.invented), "missed": [list(one) for one in lot.missed],
            "noticed": len(lot.noticed), "to_notice": len(lot.to_notice),
        }  # fmt: skip
        print(name, json.dumps(result[name], ensure_ascii=False))
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
