"""``jixi corpus suggest``: which reports of an archive to annotate next, and why."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.formats import Findings, Format, Options, write
from service.errors import JixiError

if TYPE_CHECKING:
    from service.pipeline import Pipeline
    from training.suggestion import Candidate, Choice, Known, Left

MOST = 500
"""Files of an archive that are read unless more are asked for: some minutes of two cores."""


class SuggestionError(JixiError):
    """There is nothing to suggest, or what there is cannot be written."""

    kind = "suggestion"
    title = "无从推荐"
    exit_code = 3


def register(corpus: typer.Typer) -> None:
    """Add the command to the group ``corpus``."""
    corpus.command("suggest")(suggest_command)


def suggest_command(  # noqa: PLR0913, PLR0917 -- one option a parameter
    archive: Annotated[Path, typer.Option("--archive", help="没有标注过的报告所在目录；能抽取的格式都能读")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="推荐几份")] = 20,
    known: Annotated[
        list[Path] | None, typer.Option("--known", help="已标注的报告目录，不再推荐与它们相像的；可多次")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="最多读多少个文件，多出的按种子抽取")] = MOST,
    seed: Annotated[int, typer.Option("--seed", help="抽取的种子")] = 0,
    model: Annotated[Path | None, typer.Option(help="模型版本目录，默认为当前版本")] = None,
    format: Annotated[
        Format, typer.Option("--format", help="写出选中的报告用什么格式；片段是模型的预标")
    ] = Format.LABEL_STUDIO,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="写出选中的报告与预标，供人工改：文件；brat 与 inline 为目录或 .zip"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON")] = False,
) -> None:
    """从存档中挑出最值得标注的报告，并说明为什么：模型没有把握的、版式新的、能代表一批的；同一模板不重复挑。"""
    from corpora.commands.exchange import save
    from training.suggestion import Choice, choose
    from training.suggestion.telling import annotated, plain

    if not archive.is_dir():
        raise SuggestionError(f"需要一个目录，其中是没有标注过的报告；“{archive}”不是目录。")
    read, left = _read(archive, model, most, seed, _known(known or ()))
    chosen: list[Choice] = choose(read, count)
    if not chosen:
        raise SuggestionError(f"“{archive}”中没有可推荐的报告：{len(read)} 份与已标注的相同，{len(left)} 份不能用。")
    if output is not None:
        save(write(annotated(chosen), format, Findings(), Options(predictions=True)), output, format)
    if as_json:
        told = [plain(number, one) for number, one in enumerate(chosen, start=1)]
        unusable = [{"file": one.name, "why": one.why} for one in left]
        typer.echo(json.dumps({"read": len(read), "suggested": told, "left": unusable}, ensure_ascii=False, indent=1))
        return
    _print(chosen, len(read), left)
    if output is not None:
        typer.echo(f"已写出 {len(chosen)} 份报告与预标：{output}")


def _known(folders: Sequence[Path]) -> "Known":
    from corpora import CorpusError, read_corpus
    from corpora.corpus import read_annotation
    from training.suggestion import Known

    try:
        added = [report for folder in folders for report in read_annotation(folder)]
    except CorpusError as error:
        raise SuggestionError(str(error)) from error
    return Known([*read_corpus("train"), *added], [*read_corpus("dev"), *read_corpus("test")])


def _read(
    archive: Path, model: Path | None, most: int, seed: int, known: "Known"
) -> tuple[list["Candidate"], list["Left"]]:
    from service.pipeline import Pipeline
    from training.suggestion import Candidate, Left, sample

    files, there = sample(archive, most, seed)
    if there > len(files):
        typer.echo(f"{archive} 中有 {there} 个文件，按种子 {seed} 抽取 {len(files)} 个（--most 可调）", err=True)
    pipeline = Pipeline.load(model)
    found = list(_each(files, archive, pipeline, known))
    read = [one for one in found if isinstance(one, Candidate)]
    return read, [one for one in found if isinstance(one, Left)]


def _each(files: Sequence[Path], archive: Path, pipeline: "Pipeline", known: "Known") -> Iterator["Candidate | Left"]:
    """What is in each file; on a terminal, with a bar on the error stream."""
    from rich.console import Console
    from rich.progress import track

    from training.suggestion import candidates

    console = Console(stderr=True)
    for file in track(files, "阅读存档", console=console, transient=True, disable=not console.is_terminal):
        yield from candidates(file, archive, pipeline, known)


def _print(chosen: Sequence["Choice"], read: int, left: Sequence["Left"]) -> None:
    from rich.console import Console
    from rich.table import Table

    from training.suggestion.telling import reasons

    grid = Table(box=None)
    for name in ("", "报告", "字数", "预计 F1", "预计要改"):
        grid.add_column(name, justify="left" if name == "报告" else "right", overflow="fold")
    grid.add_column("为什么", overflow="fold", ratio=1)
    for number, choice in enumerate(chosen, start=1):
        one = choice.candidate
        figures = (f"{len(one.text):,}", f"{1 - one.doubt:.2f}", f"{sum(one.mistakes):.0f}")
        grid.add_row(str(number), one.name, *figures, "；".join(reasons(choice)))
    Console().print(grid)
    total = sum(len(choice.candidate.text) for choice in chosen)
    changes = sum(sum(choice.candidate.mistakes) for choice in chosen)
    typer.echo(f"读过 {read} 份，推荐 {len(chosen)} 份，共 {total:,} 字，预计要改 {changes:.0f} 处")
    for unusable in left:
        typer.echo(f"不能用：{unusable.name}：{unusable.why}", err=True)
