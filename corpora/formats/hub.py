"""One door to all formats: files in, annotated reports out, and the other way round."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from corpora.formats import brat, conll, docbin, inline_text
from corpora.formats.conll_tags import Scheme
from corpora.formats.drafts import Draft
from corpora.formats.files import File, read_files
from corpora.formats.findings import Findings, Place, PlacedError
from corpora.formats.kinds import Dialect, Format, Unit
from corpora.formats.labels import Labels
from corpora.formats.settle import settle
from corpora.report import AnnotatedReport

Reader = Callable[[list[File], Findings], Iterator[Draft]]


def _json() -> ModuleType:
    from corpora.formats import json_formats  # noqa: PLC0415 -- `jixi --help` must not wait for pydantic

    return json_formats


def _read_doccano(files: list[File], findings: Findings) -> Iterator[Draft]:
    drafts: Iterator[Draft] = _json().doccano.read(files, findings)
    return drafts


def _read_prodigy(files: list[File], findings: Findings) -> Iterator[Draft]:
    drafts: Iterator[Draft] = _json().prodigy.read(files, findings)
    return drafts


READERS: dict[Format, Reader] = {
    Format.DOCCANO: _read_doccano,
    Format.CONLL: conll.read,
    Format.SPACY: docbin.read,
    Format.BRAT: brat.read,
    Format.PRODIGY: _read_prodigy,
    Format.INLINE: inline_text.read,
}

FOLDERS = frozenset({Format.BRAT, Format.INLINE})
"""Formats with files of their own for each report, which are written to a folder or a zip archive."""


@dataclass(frozen=True, slots=True)
class Options:
    """What formats with a choice are asked for."""

    repair: bool = True
    """Let the offset auditor count offsets anew where they come out right only so."""
    predictions: bool = False
    """Label Studio: read predictions where there is no annotation; write the spans as predictions."""
    dialect: Dialect = Dialect.TRIPLES
    scheme: Scheme = Scheme.BIO
    unit: Unit = Unit.CHARACTERS
    columns: int = 2


Writer = Callable[[Sequence[AnnotatedReport], Findings, Options], dict[str, bytes]]

WRITERS: dict[Format, Writer] = {
    Format.DOCCANO: lambda reports, _, options: _json().doccano.write(reports, options.dialect),
    Format.LABEL_STUDIO: lambda reports, _, options: _json().label_studio.write(reports, options.predictions),
    Format.CONLL: lambda reports, findings, options: conll.write(
        reports, findings, options.scheme, options.unit, options.columns
    ),
    Format.SPACY: lambda reports, *_: docbin.write(reports),
    Format.BRAT: lambda reports, *_: brat.write(reports),
    Format.PRODIGY: lambda reports, *_: _json().prodigy.write(reports),
    Format.INLINE: lambda reports, *_: inline_text.write(reports),
}


DEFAULT = Options()
KNOWN = Labels()


def read(
    path: Path, format: Format | None, findings: Findings, labels: Labels = KNOWN, options: Options = DEFAULT
) -> list[AnnotatedReport]:
    """The reports of the file, folder or archive ``path``; without ``format`` the content tells it.

    Whatever cannot be used is said in ``findings`` and the rest is returned.
    """
    try:
        return read_data(read_files(path), format, findings, labels, options)
    except PlacedError as error:
        findings.leave_out_file(error.place, error.message)
        return []


def read_data(
    files: list[File], format: Format | None, findings: Findings, labels: Labels = KNOWN, options: Options = DEFAULT
) -> list[AnnotatedReport]:
    """The reports of ``files``, as ``read``; raises ``PlacedError`` where no format is recognised."""
    if not files:
        raise PlacedError(Place(Path()), "没有可读的文件")
    format = format or _json().detect(files)
    if format is Format.LABEL_STUDIO:
        drafts = _json().label_studio.read(files, findings, options.predictions)
    else:
        drafts = READERS[format](files, findings)
    return list(settle(drafts, labels, findings, options.repair))


def write(
    reports: Sequence[AnnotatedReport], format: Format, findings: Findings, options: Options = DEFAULT
) -> dict[str, bytes]:
    """The files, by name, that hold ``reports`` in ``format``; what it cannot hold is said in ``findings``."""
    return WRITERS[format](reports, findings, options)
