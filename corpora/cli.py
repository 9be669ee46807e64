"""``jixi corpus``: the annotated reports on the command line."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from corpora.agreement import Agreement, agree
from corpora.commands.exchange import export_command, import_command
from corpora.commands.splits import split_command
from corpora.corpus import ROOT, SPLITS, read_annotation, read_corpus
from corpora.errors import CorpusError
from corpora.jsonl import read_jsonl, write_jsonl
from corpora.report import AnnotatedReport
from corpora.stats import count, table
from corpora.validate import validate_corpus

app = typer.Typer(help="标注语料：导入、导出、划分、校验、统计、编译、一致性", no_args_is_help=True)
app.command("import")(import_command)
app.command("export")(export_command)
app.command("split")(split_command)

Root = Annotated[Path, typer.Option("--root", help="语料目录，其下为 FOLDER/NN.inline.txt 与 NN.json")]
Split = Annotated[str | None, typer.Option("--split", help=f"只取一个划分：{'、'.join(SPLITS)}")]


def register(parent: typer.Typer) -> None:
    """Add ``corpus`` to the command."""
    parent.add_typer(app, name="corpus")


@app.command()
def validate(root: Root = ROOT) -> None:
    """按全部规则校验语料，逐条列出问题。"""
    problems = validate_corpus(root)
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"共 {len(problems)} 个问题")
    raise typer.Exit(1 if problems else 0)


@app.command()
def stats(root: Root = ROOT) -> None:
    """各划分的报告、实体、记录数量。"""
    columns = {split: count(_read(split, root)) for split in SPLITS} | {"合计": count(_read(None, root))}
    head, *rows = table(columns)
    _print(head, rows)


@app.command()
def compile(
    output: Annotated[Path, typer.Argument(help="写出的 JSONL 文件")], split: Split = None, root: Root = ROOT
) -> None:
    """把行内标注编译为 JSONL，一行一份报告。"""
    number = write_jsonl(_read(split, root), output)
    typer.echo(f"已写出 {number} 份报告：{output}")


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="第一份标注：目录或 JSONL 文件")],
    second: Annotated[Path, typer.Argument(help="第二份标注：目录或 JSONL 文件")],
) -> None:
    """比较同一批正文的两份标注：严格实体 F1 与逐字 kappa。"""
    try:
        result = agree(_annotation(first), _annotation(second))
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from error
    _print(["标签", "一致", "仅第一份", "仅第二份", "F1"], _rows(result))
    typer.echo(f"逐字 kappa：{result.kappa:.4f}")


def _annotation(path: Path) -> list[AnnotatedReport]:
    return read_annotation(path) if path.is_dir() else read_jsonl(path)


def _rows(result: Agreement) -> list[list[str]]:
    scores = [("全部", result.overall), *((str(label), score) for label, score in result.by_label.items())]
    return [[name, str(s.both), str(s.first_only), str(s.second_only), f"{s.f1:.4f}"] for name, s in scores]


def _read(split: str | None, root: Path) -> list[AnnotatedReport]:
    try:
        return read_corpus(split, root)
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from error


def _print(head: list[str], rows: list[list[str]]) -> None:
    grid = Table(box=None)
    for index, name in enumerate(head):
        grid.add_column(name, justify="left" if index == 0 else "right")
    for row in rows:
        grid.add_row(*row)
    Console().print(grid)
