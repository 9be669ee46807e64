"""Planted contradictions, found from the plain text of reports by other hands.

``python benchmarks/contradictions.py [--part development|held-out] [--misses] [--output FILE]``, from the repository
root. The whole pipeline reads each report; by rule: contradictions found and planted, ``violated`` that meet none of
them, claims confirmed and stated. ``--misses`` tells what was not found and what is false, for the part that rules may
be tuned on.

Recorded result: ``results/contradictions.json``.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpora.contradictions import PARTS, read_contradictions
from service.documents import make_document
from service.pipeline import Pipeline
from training.evaluation.checks import CheckScores, compare


def measured(part: str) -> tuple[int, CheckScores]:
    """How many reports ``part`` has, and how their claims fared."""
    pipeline, scores = Pipeline.load(), CheckScores()
    reports = read_contradictions(part)
    for report in reports:
        found = pipeline.extract(make_document(report.text))
        compare(report, found.records, found.checks, scores)
    return len(reports), scores


def by_rule(part: str, scores: CheckScores) -> dict[str, dict[str, int]]:
    """The counts of each rule."""
    claims = read_contradictions(part)
    planted = Counter(claim["rule"] for report in claims for claim in report.violations)
    stated = Counter(claim["rule"] for report in claims for claim in report.holds)
    missed = Counter(str(claim.rule) for claim in scores.missed)
    false = Counter(str(alarm.check.rule) for alarm in scores.false_alarms)
    return {
        rule: {
            "planted": planted[rule],
            "found": planted[rule] - missed[rule],
            "false": false[rule],
            "stated": stated[rule],
            "confirmed": next((count for one, count in scores.confirmed.items() if one == rule), 0),
        }
        for rule in sorted({*planted, *stated, *false})
    }


def main() -> None:
    """Print the counts, and the cases where they are wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    results = {}
    for part in options.part or PARTS:
        count, scores = measured(part)
        results[part] = {
            "reports": count,
            "planted": scores.planted,
            "found": scores.found,
            "false": len(scores.false_alarms),
            "stated": scores.holds,
            "confirmed": sum(scores.confirmed.values()),
            "rules": by_rule(part, scores),
        }
        if options.misses:
            for claim in scores.missed:
                print(
                    "missed",
                    claim.report,
                    claim.rule,
                    "、".join(sorted(claim.indicators)),
                    claim.stated,
                    claim.computed,
                )
            for alarm in scores.false_alarms:
                print("false", alarm.report, alarm.check.rule, alarm.check.message)
    print(json.dumps(results, ensure_ascii=False, indent=1))
    if options.output:
        options.output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
