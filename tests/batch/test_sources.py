"""What the sources on the command line stand for."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from service.batch.counting import count_beside
from service.batch.inputs import Input, inputs
from service.batch.progress import Progress
from service.batch.sources import Entry, entries
from service.batch.work import Setup, archive_limits
from service.errors import DocumentError, JixiError
from tests.batch.conftest import Place
from tests.documents.packing import PACKERS

SETUP = Setup("run", limits=archive_limits(1000, 60))
FILES = {"水务局/自评.txt": "甲".encode(), "林场.csv": "乙".encode()}


def contents(found: Iterable[Input]) -> dict[str, str]:
    return {one.name: one.content.decode() if isinstance(one.content, bytes) else f"✗{one.content}" for one in found}


def read(place: Place, *sources: str) -> dict[str, str]:
    """Names, relative to the folder, with their texts or errors."""
    found = contents(inputs(entries(sources or [str(place.source)], place.out), SETUP))
    return {name.removeprefix(f"{place.source.as_posix()}/"): content for name, content in found.items()}


def test_a_folder_stands_for_its_files_in_the_order_of_their_names(place: Place) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.txt", "~$b.docx", "__MACOSX/b.txt"):
        place.write(name, name)
    assert list(read(place)) == ["a/y.txt", "a/z.txt", "b.txt"]


def test_the_output_inside_a_source_is_none(place: Place) -> None:
    place.write("a.txt", "甲")
    place.write("out/documents/x.parquet", "PAR1")
    found = entries([str(place.source)], place.source / "out")
    assert [Path(entry.name).name for entry in found] == ["a.txt"]


def test_a_pattern_stands_for_the_files_that_fit(place: Place) -> None:
    for name in ("a.txt", "b/c.txt", "b/d.md"):
        place.write(name, name)
    assert sorted(read(place, str(place.source / "**" / "*.txt"))) == ["a.txt", "b/c.txt"]
    with pytest.raises(DocumentError, match="没有文件符合"):
        entries([str(place.source / "*.pdf")], place.out)


@pytest.mark.parametrize("kind", PACKERS)
def test_members_of_archives_have_their_path_behind_the_name_of_the_archive(kind: str, place: Place) -> None:
    place.write(f"全县.{kind}", PACKERS[kind](FILES))
    assert read(place) == {f"全县.{kind}/水务局/自评.txt": "甲", f"全县.{kind}/林场.csv": "乙"}


def test_a_compressed_file_is_one_report(place: Place) -> None:
    place.write("a.txt.gz", gzip.compress(b"x"))
    assert read(place) == {"a.txt.gz": "x"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_has_paths_or_texts(encoding: str, place: Place) -> None:
    place.write("a.txt", "甲")
    rows = f"编号,路径,正文\n1,a.txt,\nZ9,,本年支出5万元\n,,无名\n4,,\n5,{place.source / 'none.txt'},\n"
    listing = place.write("清单.csv", rows.encode(encoding))
    found = read(place, str(listing))
    assert {name: text for name, text in found.items() if not text.startswith("✗")} == {
        "a.txt": "甲",
        "清单.csv#Z9": "本年支出5万元",
        "清单.csv#3": "无名",
    }
    assert "既没有路径" in found["清单.csv#4"]
    assert "不见了" in found["none.txt"]


def test_a_list_may_be_json_a_line(place: Place) -> None:
    lines = [{"id": "甲", "text": "支出"}, {"path": "b.txt"}, ["x"]]
    place.write("b.txt", "乙")
    listing = place.write("a.jsonl", "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + '\n{"text"')
    found = read(place, str(listing))
    assert (found["a.jsonl#甲"], found["b.txt"]) == ("支出", "乙")
    assert "第 3 条既没有路径" in found["a.jsonl#3"]
    assert "第 4 条起无法读取" in found["a.jsonl#4"]


def test_a_table_without_such_columns_is_a_report(place: Place) -> None:
    table = place.write("预算.csv", "项目,金额\n甲,1\n")
    assert read(place, str(table)) == {"预算.csv": "项目,金额\n甲,1\n"}


def test_what_cannot_be_read_is_told_by_its_name(place: Place) -> None:
    place.write("large.txt", b"x" * 1001)
    os.mkfifo(place.source / "pipe")
    found = read(place)
    assert "最多 1000 字节" in found["large.txt"]
    assert "不是普通文件" in found["pipe"]


def test_a_file_that_vanishes_after_it_was_listed_is_told(tmp_path: Path) -> None:
    (gone,) = inputs([Entry("a.txt", str(tmp_path / "a.txt"))], SETUP)
    assert isinstance(gone.content, JixiError)
    assert "列出之后不见了" in gone.content.message


def test_places_with_a_scheme_are_read_by_the_engine(place: Place) -> None:
    place.write("a.txt", "甲")
    place.write("b/c.txt", "乙")
    place.write("b/d.zip", PACKERS["zip"](FILES))
    root = f"file://{place.source}"
    whole = {
        f"{root}/a.txt": "甲",
        f"{root}/b/c.txt": "乙",
        f"{root}/b/d.zip/水务局/自评.txt": "甲",
        f"{root}/b/d.zip/林场.csv": "乙",
    }
    assert read(place, root) == whole
    assert read(place, f"{root}/*.txt") == {f"{root}/a.txt": "甲"}
    assert read(place, f"{root}/a.txt") == {f"{root}/a.txt": "甲"}
    (error,) = read(place, f"{root}/none").values()
    assert "没有列出文件" in error


def test_inputs_are_counted_beforehand_with_the_members_of_zip_archives(place: Place) -> None:
    place.write("a.txt", "甲")
    place.write("b.zip", PACKERS["zip"](FILES))
    progress = Progress("run")
    thread = count_beside(progress, [str(place.source)], place.out)
    assert thread
    thread.join()
    assert progress.total == 3
