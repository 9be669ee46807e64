"""Hold a report, or the whole corpus, against every law."""

import re
from collections.abc import Iterator
from pathlib import Path

from corpora import entity_laws, inline, record_laws
from corpora.corpus import ROOT, lone_paths, report_paths
from corpora.errors import CorpusError, InlineError
from corpora.inline import InlineText
from corpora.problems import Problem
from corpora.report import AnnotatedReport, json_path, make_report, read_sidecar, read_text

FAMILIES = ("department", "project", "final_accounts", "work_report", "other")


def validate_corpus(root: Path = ROOT) -> list[Problem]:
    """The problems of every report under ``root``, in file order."""
    lone = [
        Problem(path, 1, 1, "文件", "缺少同名的另一文件（.inline.txt 与 .json 须成对）") for path in lone_paths(root)
    ]
    return [*lone, *(problem for path in report_paths(root) for problem in validate_file(path))]


def validate_file(path: Path) -> list[Problem]:
    """The problems of the report with inline file ``path``; a file that cannot be read is one problem."""
    try:
        marked = inline.parse(read_text(path))
        source = read_text(json_path(path))
        report = make_report(marked, read_sidecar(json_path(path)), path)
    except InlineError as error:
        return [Problem(path, error.line, error.column, "标记", error.message)]
    except CorpusError as error:
        return [Problem(path, 1, 1, "文件", str(error))]
    return sorted([*_meta(report, path), *_entities(report, marked, path), *_records(report, marked, source, path)])


def _meta(report: AnnotatedReport, path: Path) -> Iterator[Problem]:
    place = json_path(path)
    if report.family not in FAMILIES:
        yield Problem(place, 1, 1, "文档", f"family 应为 {'、'.join(FAMILIES)} 之一，得到“{report.family}”")
    if report.fiscal_year is not None and not re.fullmatch(r"\d{4}", str(report.fiscal_year)):
        yield Problem(place, 1, 1, "文档", f"fiscal_year 应为四位年份，得到“{report.fiscal_year}”")
    if report.id != f"{report.folder}-{report.key.split('/')[1]}" or report.key.split("/")[1] not in path.name:
        yield Problem(place, 1, 1, "文档", f"id“{report.id}”与文件位置不符")


def _entities(report: AnnotatedReport, marked: InlineText, path: Path) -> Iterator[Problem]:
    for name, law in entity_laws.LAWS.items():
        for entity, message in law(report.text, report.entities):
            yield Problem(path, *marked.locate(entity.start), name, message)


def _records(report: AnnotatedReport, marked: InlineText, source: str, path: Path) -> Iterator[Problem]:
    if report.records is None:
        return
    for name, law in record_laws.LAWS.items():
        for record, message in law(report, report.records):
            if record.startswith("@"):
                yield Problem(path, *marked.locate(int(record[1:])), name, message)
            else:
                where = f"记录 {record}：" if record else ""
                yield Problem(json_path(path), *_find(source, record), name, where + message)


def _find(source: str, record: str) -> tuple[int, int]:
    position = source.find(f'"id": "{record}"')
    return inline.line_column(source, max(position, 0))
