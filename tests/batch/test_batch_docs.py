"""The pages on batches say what is so, and their examples run."""

from __future__ import annotations

import re
import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.batch.conftest import Place, text_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "batch.md").read_text(encoding="utf-8")


def examples(language: str, place: Place) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return [example.replace("结果/", f"{place.out}/") for example in found]


def test_the_reference_of_the_datasets_is_up_to_date() -> None:
    reference = runpy.run_path(str(DOCS / "make_datasets.py"))["reference"]
    assert (DOCS / "datasets.md").read_text(encoding="utf-8") == reference()


def test_the_queries_answer_for_the_current_rows(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.write("copy.txt", text_of(1))
    place.write("wrong.txt", text_of(2, "其中：基本支出50万元，项目支出10万元。"))
    place.write("bad.txt", "")
    place.run()
    place.run(model="two", retry_errors=True)
    views, spending, violated, errors, names = examples("sql", place)
    connection = duckdb.connect()
    connection.execute(views)
    assert len(connection.sql("SELECT name FROM documents").fetchall()) == 2
    found = connection.sql(spending).fetchall()
    assert [row[3] for row in found] == [Decimal("1020000"), Decimal("1010000")]
    assert connection.sql(violated).columns == ["name", "message", "quote"]
    assert [Path(name).name for name, _, _ in connection.sql(errors).fetchall()] == ["bad.txt"]
    assert {Path(row[0]).name for row in connection.sql(names).fetchall()} == {"a.txt", "copy.txt", "wrong.txt"}
    quoted = connection.sql(
        'SELECT substr(text, start + 1, "end" - start) FROM records JOIN documents USING (extraction_id)'
    )
    assert any("本年支出101万元" in quote for (quote,) in quoted.fetchall())


def test_the_example_for_pandas_runs(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.run()
    (example,) = examples("python", place)
    made: dict[str, Any] = {}
    exec(example.replace("结果", str(place.out)), made)
    assert list(made["documents"]["extraction_id"]) == [row["extraction_id"] for row in place.rows("documents")]
