"""Whether new reports can be trained on: read one by one, so that each problem is told with its place in its file."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpora import AnnotatedReport, CorpusError, InlineError, inline
from corpora.entity_laws import LAWS
from corpora.likeness import Shingles, overlap, shingles
from corpora.problems import Problem
from corpora.report import INLINE_SUFFIX, json_path, make_report, read_sidecar, read_text
from models.labels import Label
from service.quantities import Kind, read
from training.transaction.errors import RetrainError

LEAKED = 0.5
"""From this overlap on, a new report is one that the frozen splits hold: learning it would void their figures."""
KINDS = {Kind.AMOUNT: Label.AMOUNT, Kind.RATE: Label.RATE}
"""What the grammar reads as money or as a rate is labelled so, or as points."""
MEASURED = frozenset({Label.AMOUNT, Label.COUNT, Label.RATE})


@dataclass(frozen=True, slots=True)
class Linted:
    """``reports`` without a problem, every problem, and the files that have one."""

    reports: tuple[AnnotatedReport, ...]
    problems: tuple[Problem, ...]
    faulty: tuple[Path, ...]

    def as_json(self) -> dict[str, Any]:
        """Counts, and the problems as lines."""
        labels = Counter(str(entity.label) for report in self.reports for entity in report.entities)
        return {
            "reports": len(self.reports),
            "characters": sum(len(report.text) for report in self.reports),
            "entities": dict(labels.most_common()),
            "faulty": [str(path) for path in self.faulty],
            "problems": [str(problem) for problem in self.problems],
        }


LABELS = "labels.toml"
"""Names the labels beyond the guide, each with a word on what it stands for: ``PROJECT = "项目名称"``."""


def own_labels(folder: Path) -> frozenset[Label]:
    """The labels that the new reports add, known from then on; raises ``RetrainError`` where one may be a slip."""
    path = folder / LABELS
    if not path.is_file():
        return frozenset()
    try:
        names = list(tomllib.loads(path.read_text(encoding="utf-8")))
        for name in names:
            if name not in Label.__members__ and (near := nearest(name, list(Label))):
                raise ValueError(f"“{name}”与已有的 {near} 只差几个字母，疑为笔误；真是新标签请换一个名称")
        return frozenset(label for label in map(Label.own, names) if label.is_own)
    except (OSError, ValueError) as error:
        raise RetrainError(f"{path}：{error}") from error


def paths(folder: Path) -> list[Path]:
    """The inline files in ``folder`` and in the folders in it."""
    return sorted({*folder.glob(f"*{INLINE_SUFFIX}"), *folder.glob(f"*/*{INLINE_SUFFIX}")})


def lint(folder: Path, frozen: Mapping[str, str]) -> Linted:
    """Read every report under ``folder``; ``frozen`` maps the key of each report that must not be learned to its text.

    A file with a problem is left out of the reports.
    """
    problems: list[Problem] = []
    reports: dict[Path, AnnotatedReport] = {}
    own = own_labels(folder)
    for path in paths(folder):
        found, report = _read(path)
        problems += found
        if report is not None:
            reports[path] = replace(report, own_labels=own)
    problems += _twins(reports)
    problems += _leaks(reports, {key: shingles(text) for key, text in frozen.items()})
    faulty = {problem.path for problem in problems}
    sound = tuple(report for path, report in reports.items() if path not in faulty)
    return Linted(sound, tuple(sorted(problems)), tuple(sorted(faulty)))


def _read(path: Path) -> tuple[list[Problem], AnnotatedReport | None]:
    try:
        marked = inline.parse(read_text(path))
        data = read_sidecar(json_path(path)) if json_path(path).exists() else {}
        report = make_report(marked, data, path)
    except InlineError as error:
        return [Problem(path, error.line, error.column, "标记", error.message)], None
    except (CorpusError, ValueError, TypeError, KeyError, AttributeError) as error:
        return [Problem(path, 1, 1, "文件", str(error))], None
    return [Problem(path, *marked.locate(at), law, message) for at, law, message in _breaches(report)], report


def _breaches(report: AnnotatedReport) -> Iterator[tuple[int, str, str]]:
    """Where, which law and why."""
    if not report.entities:
        yield 0, "内容", "没有一个实体：没有标注的正文不能用来训练"
    for name, law in LAWS.items():
        for entity, message in law(report.text, report.entities):
            yield entity.start, name, message
    for entity in report.entities:
        quantity = read(entity.text) if entity.label in MEASURED else None
        wanted = KINDS.get(quantity.kind) if quantity else None
        if wanted and wanted is not entity.label:
            yield entity.start, "数值类别", f"“{entity.text}”应为 {wanted}，标作 {entity.label}"


def _twins(reports: Mapping[Path, AnnotatedReport]) -> Iterator[Problem]:
    """The same text twice, or the same name."""
    texts: dict[str, Path] = {}
    keys: dict[str, Path] = {}
    for path, report in reports.items():
        if (first := texts.setdefault(report.text, path)) != path:
            same = report.entities == reports[first].entities
            yield Problem(path, 1, 1, "重复", f"与 {first} 正文相同，标注{'也相同' if same else '不同'}；请只留一份")
        elif (first := keys.setdefault(report.key, path)) != path:
            yield Problem(path, 1, 1, "重复", f"与 {first} 同名（{report.key}）")


def _leaks(reports: Mapping[Path, AnnotatedReport], frozen: Mapping[str, Shingles]) -> Iterator[Problem]:
    for path, report in reports.items():
        own = shingles(report.text)
        alike = next((key for key, other in frozen.items() if overlap(own, other) >= LEAKED), None)
        if alike:
            yield Problem(path, 1, 1, "泄漏", f"与留作评测的 {alike} 雷同；学了它，评测就不作数")


def nearest(name: str, labels: Sequence[str]) -> str | None:
    """The one of ``labels`` that ``name`` may be a slip for."""
    found = difflib.get_close_matches(name.upper(), labels, 1, 0.75)
    return found[0] if found else None


def data_key(folder: Path) -> list[tuple[str, str]]:
    """Name and content of each file that ``lint`` reads, for telling whether they have changed since."""
    from models.store import digest  # noqa: PLC0415

    files = [file for path in paths(folder) for file in (path, json_path(path)) if file.is_file()]
    files += [path for path in (folder / LABELS,) if path.is_file()]
    return [(file.relative_to(folder).as_posix(), digest(file)) for file in files]
