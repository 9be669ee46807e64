"""``jixi corpus split``."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from corpora.corpus import read_annotation
from corpora.errors import CorpusError
from corpora.splitting import LIKENESS, Split, split
from corpora.stats import count
from models.labels import Label

SPLIT_FILE = "split.toml"
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]|(0?\.\d+)")


def split_command(
    root: Annotated[Path, typer.Argument(help="语料目录，其下为 FOLDER/NN.inline.txt")],
    held_out: Annotated[str, typer.Option("--held-out", help="留出的份额，如 20%")] = "20%",
    seed: Annotated[int, typer.Option("--seed", help="同一种子得到同一划分")] = 1,
    likeness: Annotated[float, typer.Option(min=0.05, max=1, help="两份报告的文字相同多少算近乎重复")] = LIKENESS,
) -> None:
    """按报告留出一部分，近乎重复的在同一边，写入 DIR/split.toml。退出码 1：不足两份报告，无从划分。"""
    try:
        reports = read_annotation(root)
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from error
    if len(reports) < 2:
        typer.echo(f"{root} 之下不足两份报告，无从划分")
        raise typer.Exit(1)
    result = split(reports, _share(held_out), seed, likeness)
    path = root / SPLIT_FILE
    path.write_text(render(result, held_out, seed), encoding="utf-8", newline="\n")
    if result.torn:
        typer.echo("全部报告彼此近乎重复，只能按报告划分：留出部分的成绩会偏高", err=True)
    elif result.groups:
        alike = sum(map(len, result.groups))
        typer.echo(f"{alike} 份报告与别的近乎重复，分为 {len(result.groups)} 组，每组在同一边", err=True)
    learnt = count(report for report in reports if report.key in result.train).entities
    asked = count(report for report in reports if report.key in result.held_out).entities
    for label in Label:
        if bool(learnt[label]) != bool(asked[label]):
            side = "训练" if learnt[label] else "留出"
            typer.echo(f"标签 {label} 只出现在{side}部分", err=True)
    typer.echo(f"训练 {len(result.train)} 份，留出 {len(result.held_out)} 份：{path}")


def render(result: Split, held_out: str, seed: int) -> str:
    """The split as TOML; reports that are not named there are training reports."""
    lines = [f"# jixi corpus split --held-out {held_out} --seed {seed}", "[held_out]"]
    return "\n".join([*lines, f"reports = {json.dumps(result.held_out, ensure_ascii=False, indent=2)}", ""])


def _share(text: str) -> float:
    match = _SHARE.fullmatch(text.strip())
    share = (float(match[1]) / 100 if match[1] else float(match[2])) if match else 0.0
    if not 0 < share < 1:
        raise typer.BadParameter(f"留出的份额应在 0% 与 100% 之间，如 20%；得到“{text}”")
    return share
