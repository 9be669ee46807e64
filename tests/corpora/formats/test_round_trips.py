"""What is written in a format is read back as it was, or as what the format says it can hold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.formats import Findings, Format, Options, read_data, write
from corpora.formats.conll import holdable
from corpora.formats.conll_tags import Scheme
from corpora.formats.detect import detect
from corpora.formats.files import File
from corpora.formats.kinds import Dialect, Unit
from corpora.report import AnnotatedReport
from tests.corpora.formats.strategies import batches, reports, sound_reports

WHOLE = [
    (Format.DOCCANO, Options(repair=False)),
    (Format.DOCCANO, Options(dialect=Dialect.ENTITIES)),
    (Format.LABEL_STUDIO, Options()),
    (Format.LABEL_STUDIO, Options(predictions=True)),
    (Format.PRODIGY, Options()),
]


def written(reports: Sequence[AnnotatedReport], format: Format, options: Options) -> tuple[list[File], Findings]:
    findings = Findings()
    files = write(reports, format, findings, options)
    return [File(Path(name), data, name) for name, data in files.items()], findings


def there_and_back(
    reports: Sequence[AnnotatedReport], format: Format, options: Options
) -> tuple[list[AnnotatedReport], Findings]:
    files, findings = written(reports, format, options)
    return read_data(files, format, findings, options=options), findings


@pytest.mark.parametrize(("format", "options"), WHOLE)
@settings(max_examples=40)
@given(given=batches(reports()))
def test_json_formats_give_back_the_whole_report(
    format: Format, options: Options, given: list[AnnotatedReport]
) -> None:
    back, findings = there_and_back(given, format, options)
    assert back == given
    assert not findings.something_left_out


@given(sound_reports())
@settings(max_examples=10)
def test_soundly_annotated_triples_pass_the_audit_unchanged(given: AnnotatedReport) -> None:
    back, findings = there_and_back([given], Format.DOCCANO, Options())
    assert back == [given]
    assert len(findings) == 0


@settings(max_examples=20)
@given(batches(reports()))
def test_docbin_gives_back_the_whole_report(given: list[AnnotatedReport]) -> None:
    assert there_and_back(given, Format.SPACY, Options())[0] == given


@settings(max_examples=40)
@given(batches(reports()))
def test_the_inline_form_gives_back_the_whole_report(given: list[AnnotatedReport]) -> None:
    back, _ = there_and_back(given, Format.INLINE, Options())
    assert {report.id: report for report in back} == {report.id: report for report in given}


@settings(max_examples=40)
@given(batches(reports(described=False)))
def test_brat_gives_back_text_spans_and_names(given: list[AnnotatedReport]) -> None:
    back, findings = there_and_back(given, Format.BRAT, Options())
    assert {report.id: report for report in back} == {report.id: report for report in given}
    assert not findings.something_left_out


@settings(max_examples=60)
@given(batches(reports()), st.sampled_from(Scheme), st.sampled_from([2, 4]))
def test_conll_of_characters_gives_back_what_it_can_hold(
    given: list[AnnotatedReport], scheme: Scheme, columns: int
) -> None:
    back, _ = there_and_back(given, Format.CONLL, Options(scheme=scheme, columns=columns))
    assert [replace(report, folder="") for report in back] == [holdable(report) for report in given]


@settings(max_examples=30)
@given(batches(reports()))
def test_conll_says_which_spans_it_left_out(given: list[AnnotatedReport]) -> None:
    _, findings = written(given, Format.CONLL, Options())
    lost = sum(len(report.entities) - len(holdable(report).entities) for report in given)
    assert sum("CoNLL 无法表示" in finding.message for finding in findings) == lost


@settings(max_examples=30)
@given(batches(reports()))
def test_conll_of_words_gives_back_text_and_spans_but_for_blanks(given: list[AnnotatedReport]) -> None:
    def bare(surface: str) -> str:
        return "".join(surface.split())

    back, _ = there_and_back(given, Format.CONLL, Options(unit=Unit.WORDS, scheme=Scheme.BIOES))
    for report, other in zip(back, map(holdable, given), strict=True):
        assert bare(report.text) == bare(other.text)
        assert [(e.label, bare(e.text)) for e in report.entities] == [(e.label, bare(e.text)) for e in other.entities]


@pytest.mark.parametrize("format", list(Format))
@settings(max_examples=8)
@given(batches(reports()))
def test_a_written_file_tells_its_format(format: Format, given: list[AnnotatedReport]) -> None:
    files, _ = written(given, format, Options())
    assert detect(files) is format
