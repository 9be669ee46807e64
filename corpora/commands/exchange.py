"""``jixi corpus import`` and ``jixi corpus export``."""

import zipfile
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpora.corpus import read_annotation
from corpora.errors import CorpusError
from corpora.formats import FOLDERS, Consequence, Findings, Format, Labels, Options, read, read_labels, write
from corpora.formats.conll_tags import Scheme
from corpora.formats.kinds import Dialect, Unit
from corpora.formats.storing import Store
from corpora.report import AnnotatedReport

NOTHING_USABLE = 1
SOME_LEFT_OUT = 3


class Source(StrEnum):
    """The formats of an import, or to tell the format by its content."""

    AUTO = "auto"
    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"
    CONLL = "conll"
    SPACY = "spacy"
    BRAT = "brat"
    PRODIGY = "prodigy"
    INLINE = "inline"


def import_command(  # noqa: PLR0913, PLR0917 -- each argument is an option of the command
    file: Annotated[Path, typer.Argument(help="标注文件；BRAT 与行内标注也可以是目录，任何格式都可以是 zip 压缩包")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="写入的语料目录，其下为 FOLDER/NN.inline.txt 与 NN.json")
    ],
    format: Annotated[Source, typer.Option("--format", help="标注格式；auto 由内容分辨")] = Source.AUTO,
    labels: Annotated[
        Path | None, typer.Option("--labels", help='标签对照（TOML），[labels] 之下形如 "金额" = "AMOUNT"')
    ] = None,
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Label Studio：没有人工标注的任务取用预测")
    ] = False,
    keep_offsets: Annotated[bool, typer.Option("--keep-offsets", help="偏移一律按码点计，不审查也不修复")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="目录中已有同一正文时换成新的标注")] = False,
) -> None:
    """导入别的工具的标注。问题逐条列出，其余照常导入；退出码 0 全部导入，1 没有可用的，3 有舍去的。"""
    findings = Findings()
    options = Options(predictions=predictions, repair=not keep_offsets)
    chosen = None if format is Source.AUTO else Format(format.value)
    reports = read(file, chosen, findings, _labels(labels), options)
    written = Store(output, replace).add(reports, file, findings) if reports else []
    _tell(findings)
    spans = sum(len(report.entities) for report in reports)
    typer.echo(f"已导入 {len(written)} 份报告、{spans} 个实体：{output}" if written else "没有可用的报告")
    raise typer.Exit(_code(bool(written), findings))


def export_command(  # noqa: PLR0913, PLR0917 -- each argument is an option of the command
    root: Annotated[Path, typer.Argument(help="语料目录，其下为 FOLDER/NN.inline.txt")],
    format: Annotated[Format, typer.Option("--format", help="标注格式")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="写出的文件；brat 与 inline 为目录，名字以 .zip 结尾则为压缩包")
    ],
    dialect: Annotated[
        Dialect, typer.Option(help="doccano：片段写在 label（三元组）还是 entities（对象）")
    ] = Dialect.TRIPLES,
    scheme: Annotated[Scheme, typer.Option(help="CoNLL：标签的写法")] = Scheme.BIO,
    unit: Annotated[Unit, typer.Option(help="CoNLL：一行一字还是一词")] = Unit.CHARACTERS,
    columns: Annotated[int, typer.Option(min=2, max=8, help="CoNLL：列数")] = 2,
    as_predictions: Annotated[bool, typer.Option("--as-predictions", help="Label Studio：写成预测，供人工改")] = False,
) -> None:
    """导出给别的标注工具。格式容不下的逐条列出；退出码 0 全部写出，1 没有可写的，3 有写不出的。"""
    findings = Findings()
    reports = _read(root)
    if reports:
        options = Options(predictions=as_predictions, dialect=dialect, scheme=scheme, unit=unit, columns=columns)
        save(write(reports, format, findings, options), output, format)
    _tell(findings)
    typer.echo(f"已写出 {len(reports)} 份报告：{output}" if reports else f"{root} 之下没有报告")
    raise typer.Exit(_code(bool(reports), findings))


def _labels(path: Path | None) -> Labels:
    try:
        return read_labels(path) if path else Labels()
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from error


def _read(root: Path) -> list[AnnotatedReport]:
    try:
        return read_annotation(root)
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from error


def save(files: dict[str, bytes], output: Path, format: Format) -> None:
    """Write what ``corpora.formats.write`` made: one file, or a folder or zip archive of them."""
    if format not in FOLDERS:
        (data,) = files.values()
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(data)
    elif output.suffix == ".zip":
        output.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
    else:
        for name, data in files.items():
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            (output / name).write_bytes(data)


def _tell(findings: Findings) -> None:
    """Every finding, by place, on a line of the error stream, and how many there were of each kind."""
    for finding in sorted(findings):
        typer.echo(str(finding), err=True)
    counts = Counter(finding.consequence for finding in findings)
    names = {
        Consequence.REPAIRED: "处修复",
        Consequence.SPAN_LEFT_OUT: "个片段舍去",
        Consequence.REPORT_LEFT_OUT: "份报告舍去",
        Consequence.FILE_LEFT_OUT: "个文件舍去",
    }
    parts = [f"{counts[consequence]} {name}" for consequence, name in names.items() if counts[consequence]]
    if parts:
        typer.echo("，".join(parts), err=True)


def _code(usable: bool, findings: Findings) -> int:
    if not usable:
        return NOTHING_USABLE
    return SOME_LEFT_OUT if findings.something_left_out else 0
