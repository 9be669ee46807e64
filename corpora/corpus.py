"""The corpus as a whole: which reports there are and which are held out."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpora.errors import CorpusError
from corpora.report import INLINE_SUFFIX, AnnotatedReport, json_path, make_report, read_inline, read_report

ROOT = Path(__file__).parent / "reports"
SPLITS_FILE = Path(__file__).parent / "splits.toml"
SPLITS = ("train", "dev", "test")


@cache
def held_out() -> Mapping[str, str]:
    """The split of every report outside train: ``folder/number`` → ``dev`` or ``test``."""
    with SPLITS_FILE.open("rb") as file:
        table = tomllib.load(file)
    return {key: split for split, groups in table.items() for keys in groups.values() for key in keys}


def report_paths(root: Path = ROOT) -> list[Path]:
    """The inline files under ``root`` that have their JSON file beside them, by folder and number."""
    return [path for path in sorted(root.glob(f"*/*{INLINE_SUFFIX}")) if json_path(path).exists()]


def lone_paths(root: Path = ROOT) -> list[Path]:
    """The inline and JSON files under ``root`` that lack the other one: reports that are not complete."""
    paired = {path for inline in report_paths(root) for path in (inline, json_path(inline))}
    return sorted(path for path in [*root.glob(f"*/*{INLINE_SUFFIX}"), *root.glob("*/*.json")] if path not in paired)


def key_of(path: Path) -> str:
    """``folder/number`` of an inline file."""
    return f"{path.parent.name}/{path.name.removesuffix(INLINE_SUFFIX)}"


def read_corpus(split: str | None = None, root: Path = ROOT) -> list[AnnotatedReport]:
    """The reports of ``split`` (``train``, ``dev``, ``test``), or of all; raises ``CorpusError``."""
    if split is not None and split not in SPLITS:
        raise CorpusError(f"没有名为“{split}”的划分，应为 {'、'.join(SPLITS)} 之一")
    paths = report_paths(root)
    if split is not None:
        paths = [path for path in paths if held_out().get(key_of(path), "train") == split]
    return [read_report(path) for path in paths]


def read_annotation(root: Path) -> list[AnnotatedReport]:
    """Every inline file under ``root``, with or without a JSON file; without one nothing but the spans is known."""
    return [_read_spans(path) for path in sorted(root.glob(f"*/*{INLINE_SUFFIX}"))]


def _read_spans(path: Path) -> AnnotatedReport:
    return read_report(path) if json_path(path).exists() else make_report(read_inline(path), {}, path)
