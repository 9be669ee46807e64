"""Each dialect that tools write is read as its golden file says, with every problem at its place.

``NAME.expected.txt`` has, for each report, its id and fields, then its inline form, then the findings.
``NAME.labels.toml`` beside a file is its mapping of labels.
"""

from pathlib import Path

import pytest

from corpora import inline
from corpora.formats import Findings, Labels, read, read_labels
from corpora.formats.drafts import meta_of

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith((".expected.txt", ".labels.toml")))


def described(path: Path) -> str:
    findings = Findings()
    mapping = path.with_name(f"{path.stem}.labels.toml")
    reports = read(path, None, findings, read_labels(mapping) if mapping.exists() else Labels())
    parts = [f"== {report.id} {meta_of(report)}\n{inline.render(report.text, report.entities)}\n" for report in reports]
    said = "".join(str(finding).replace(f"{GOLDEN}/", "") + "\n" for finding in findings)
    return "".join(parts) + "-- \n" + said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_dialect_is_read_as_its_golden_file_says(path: Path) -> None:
    assert described(path) == path.with_name(f"{path.stem}.expected.txt").read_text(encoding="utf-8")
