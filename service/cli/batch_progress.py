"""The progress of a batch on standard error: a bar on a terminal, lines elsewhere, or JSON."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from service.batch.progress import Event, Progress, Step, Tell
from service.batch.schema import Result

EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
INTERRUPTED = "中断，已写盘的部分都保留着，再次运行同一命令即可继续"


@contextmanager
def telling(as_json: bool) -> Iterator[Tell]:
    """What tells each step in the way that fits."""
    if as_json:
        yield _tell_json
    elif sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
        with Bar(*columns, console=Console(stderr=True)) as bar:
            yield _OnTerminal(bar)
    else:
        yield _Lines()


def _tell_json(event: Event, progress: Progress) -> None:
    left = progress.seconds_left
    line = {
        "step": event.step,
        **({"name": event.name, "result": event.result} if event.result else {}),
        **({"reason": event.reason} if event.reason else {}),
        "run_id": progress.run_id,
        "seconds": round(progress.seconds, 3),
        "total": progress.total,
        "inputs": progress.inputs,
        **{result.value: progress.results[result] for result in Result},
        "characters": progress.characters,
        "documents_per_second": round(progress.documents_per_second, 3),
        "characters_per_second": round(progress.characters_per_second, 1),
        "seconds_left": None if left is None else round(left, 1),
    }
    typer.echo(json.dumps(line, ensure_ascii=False), err=True)


class _OnTerminal:
    """A bar, and above it a line for each error."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("处理", total=None, told="")

    def __call__(self, event: Event, progress: Progress) -> None:
        if event.result is Result.ERROR:
            self._bar.console.print(_error(event), markup=False, highlight=False)
        self._bar.update(self._task, completed=progress.inputs, total=progress.total, told=_state(progress))
        if event.step is Step.INTERRUPTED:
            self._bar.console.print(_counts(INTERRUPTED, progress), markup=False, highlight=False)


class _Lines:
    """A line now and then, and one for each error."""

    def __init__(self) -> None:
        self._next = time.monotonic() + EVERY

    def __call__(self, event: Event, progress: Progress) -> None:
        if event.result is Result.ERROR:
            typer.echo(_error(event), err=True)
        if event.step is Step.INTERRUPTED:
            typer.echo(_counts(INTERRUPTED, progress), err=True)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            typer.echo(f"处理：{_state(progress)}", err=True)


def _error(event: Event) -> str:
    return f"✗ {event.name}：{event.reason}"


def _state(progress: Progress) -> str:
    total = "" if progress.total is None else f"/{max(progress.total, progress.inputs):,}"
    parts = [
        f"{progress.inputs:,}{total} 份",
        f"每秒 {progress.documents_per_second:.1f} 份、{progress.characters_per_second:,.0f} 字",
        f"失败 {progress.results[Result.ERROR]:,} 份",
    ]
    if progress.seconds_left is not None:
        parts.append(f"还需 {_time(progress.seconds_left)}")
    return "，".join(parts)


def closing(progress: Progress, out: Path, page: Path | None) -> str:
    """The last words on a finished run: what became of the inputs, and where that is to be seen.

    ``page`` is the summary, ``None`` where there is nothing to sum up.
    """
    if not progress.inputs:
        return "什么也没有做：来源里一个文件也没有（目录是空的，或只有 .DS_Store、~$… 一类要略过的）；请检查路径。"
    failed = progress.results[Result.ERROR] + progress.results[Result.KNOWN_ERROR]
    where = [
        f"结果在 {out}，概览是 {page}" if page else "",
        f"失败的原因在 {out / 'errors'}" + ("，概览里也有" if page else "") if failed else "",
    ]
    return f"{_counts('完成', progress)}\n{'；'.join(filter(None, where))}。"


def _counts(head: str, progress: Progress) -> str:
    results = progress.results
    tried = progress.inputs - results[Result.KNOWN] - results[Result.KNOWN_ERROR]
    said = [
        f"{head}：共 {progress.inputs:,} 份"
        if tried
        else f"没有新的：共 {progress.inputs:,} 份，都没有变，也就没有重做",
        f"成功 {results[Result.DOCUMENT]:,}，失败 {results[Result.ERROR]:,}" if tried else "",
        f"重复 {results[Result.DUPLICATE]:,}" if results[Result.DUPLICATE] else "",
        f"此前已完成 {results[Result.KNOWN]:,}" if results[Result.KNOWN] else "",
        f"此前已失败 {results[Result.KNOWN_ERROR]:,}（用 --retry-errors 重试）" if results[Result.KNOWN_ERROR] else "",
        f"{progress.characters:,} 字" if tried else "",
        f"用时 {_time(progress.seconds)}",
    ]
    return "，".join(filter(None, said)) + "。"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
