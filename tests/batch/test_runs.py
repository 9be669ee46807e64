"""Runs over small archives: what goes in comes out once, and a second run does only what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.batch.progress import Event, Progress, Step
from service.batch.run import new_run_id
from service.batch.work import Setup
from service.documents import Limits, read_document
from service.errors import DocumentError, ModelError, OutputError
from service.extraction import Extraction, rules_version
from service.processing import process
from tests.batch.conftest import Place, counts, text_of
from tests.batch.poisoned import DEADLY, HANGING, load
from tests.documents.packing import tarred, zipped


def test_every_input_is_accounted_for(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.write("b/a.txt", text_of(2))
    place.write("b/copy.txt", text_of(1))
    place.write("empty.txt", "")
    place.write("broken.docx", b"PK\x03\x04" + b"\0" * 60)
    place.write(".DS_Store", b"\0")
    inner = zipped({"e.txt": text_of(4).encode()})
    place.write("全县.zip", zipped({"水务局/c.txt": text_of(3).encode(), "d.txt": text_of(2).encode(), "f.zip": inner}))
    progress = place.run()
    assert counts(progress) == {"document": 4, "error": 2, "duplicate": 2}
    sources = {Path(row["name"]).relative_to(place.source).as_posix(): row for row in place.rows("sources")}
    assert {name: row["result"] for name, row in sources.items()} == {
        "a.txt": "document",
        "b/a.txt": "document",
        "b/copy.txt": "duplicate",
        "empty.txt": "error",
        "broken.docx": "error",
        "全县.zip/水务局/c.txt": "document",
        "全县.zip/d.txt": "duplicate",
        "全县.zip/f.zip/e.txt": "document",
    }
    documents = {row["document_id"]: row["name"] for row in place.rows("documents")}
    assert len(documents) == 4
    assert documents[sources["b/copy.txt"]["document_id"]] == str(place.source / "a.txt")
    assert {row["kind"] for row in place.rows("errors")} == {"empty-document", "damaged-document"}
    (run,) = place.rows("runs")
    assert (run["status"], run["inputs"], run["documents"], run["errors"], run["duplicates"]) == (
        "finished",
        8,
        4,
        2,
        2,
    )


def test_the_rows_are_those_of_the_extraction(place: Place) -> None:
    path = place.write("a.txt", text_of(7))
    place.run()
    (outcome,) = process(load(Setup("", Path("one"))), path.read_bytes(), "a.txt", Limits())
    extraction = outcome.result
    assert isinstance(extraction, Extraction)
    (document,) = place.rows("documents")
    assert document["text"] == extraction.document.text == read_document(path.read_bytes()).text
    assert (document["title"], document["fiscal_year"]) == (extraction.document.title, extraction.document.fiscal_year)
    assert (document["model"], document["rules"]) == ("one", rules_version())
    records = place.rows("records")
    assert [(row["record_id"], row["indicator"], row["value_text"], row["unit"]) for row in records] == [
        (record.id, record.indicator, str(record.value), record.unit) for record in extraction.records
    ]
    assert [row["value"] for row in records] == [record.value for record in extraction.records]
    spans = [mention for row in records for mention in row["mentions"]]
    assert spans
    assert all(document["text"][one["start"] : one["end"]] == one["text"] for one in spans)
    assert {row["extraction_id"] for row in (*records, *place.rows("checks"))} <= {document["extraction_id"]}


def test_a_second_run_does_only_what_is_new_or_changed(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.write("b.txt", text_of(2))
    place.write("bad.txt", "")
    assert counts(place.run()) == {"document": 2, "error": 1}
    assert counts(place.run()) == {"known": 2, "known_error": 1}
    place.write("b.txt", text_of(3))
    place.write("c.txt", text_of(4))
    assert counts(place.run()) == {"document": 2, "known": 1, "known_error": 1}
    assert len({row["document_id"] for row in place.rows("documents")}) == len(place.rows("documents")) == 4
    assert len(place.rows("errors")) == 1
    assert [row["status"] for row in place.rows("runs")] == ["finished"] * 3


def test_the_names_of_runs_sort_by_time_within_a_second_too() -> None:
    names = [new_run_id() for _ in range(20)]
    assert names == sorted(names)


def test_another_model_adds_rows_beside_the_old_ones(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.run()
    assert counts(place.run(model="two")) == {"document": 1}
    old, new = place.rows("documents")
    assert (old["document_id"], old["model"]) == (new["document_id"], "one")
    assert (new["model"], new["processed"] > old["processed"]) == ("two", True)
    assert old["extraction_id"] != new["extraction_id"]


def test_what_kills_or_hangs_its_worker_ends_in_errors_and_the_rest_goes_on(place: Place) -> None:
    for number in range(6):
        place.write(f"{number}.txt", text_of(number, {2: DEADLY, 4: HANGING}.get(number, "")))
    events: list[Event] = []
    progress = place.run(seconds=2, workers=2, tell=lambda event, _: events.append(event))
    assert counts(progress) == {"document": 4, "error": 2}
    errors = {Path(row["name"]).name: row for row in place.rows("errors")}
    assert (errors["2.txt"]["kind"], errors["2.txt"]["tries"]) == ("killed-worker", 3)
    assert (errors["4.txt"]["kind"], errors["4.txt"]["tries"]) == ("timed-out", 1)
    assert "异常退出" in errors["2.txt"]["reason"]
    assert "超过 2 秒" in errors["4.txt"]["reason"]
    assert {event.reason for event in events if event.reason} == {row["reason"] for row in errors.values()}


def test_failed_documents_are_done_again_only_when_asked(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.write("b.txt", text_of(2, HANGING))
    assert counts(place.run(seconds=1)) == {"document": 1, "error": 1}
    assert counts(place.run(seconds=1)) == {"known": 1, "known_error": 1}
    assert counts(place.run(seconds=1, retry_errors=True)) == {"known": 1, "error": 1}
    first, again = place.rows("errors")
    assert first["extraction_id"] == again["extraction_id"]


def test_every_step_is_told(place: Place) -> None:
    for number in range(5):
        place.write(f"{number}.txt", text_of(number))
    told: list[tuple[Step, int]] = []

    def tell(event: Event, progress: Progress) -> None:
        told.append((event.step, progress.inputs))

    place.run(chunk=3, tell=tell)
    steps = [Step.STARTED, *[Step.INPUT] * 3, Step.COMMITTED, *[Step.INPUT] * 2, Step.COMMITTED, Step.FINISHED]
    assert [step for step, _ in told] == steps
    assert [inputs for _, inputs in told] == [0, 1, 2, 3, 3, 4, 5, 5, 5]


def test_a_source_that_is_not_there_stops_before_anything_is_done(place: Place) -> None:
    with pytest.raises(DocumentError, match="不存在"):
        place.run(str(place.source), str(place.source / "none"))
    assert not place.out.exists()


def test_without_a_model_nothing_is_done(place: Place) -> None:
    place.write("a.txt", text_of(1))
    with pytest.raises(ModelError, match="没有这个目录"):
        place.run(model="missing")
    assert place.rows("sources") == place.rows("runs") == []


def test_a_cluster_that_does_not_answer_is_told_at_once(place: Place) -> None:
    place.write("a.txt", text_of(1))
    with pytest.raises(OutputError, match="没有应答"):
        place.run(on="ray://127.0.0.2:1")


def test_an_archive_that_breaks_off_gives_what_it_can(place: Place) -> None:
    data = tarred({f"{number}.txt": text_of(number).encode() for number in range(4)})
    place.write("a.tar", data[:1700])
    progress = place.run()
    assert progress.results["error"] == 1
    assert progress.results["document"] >= 1
    assert progress.inputs == len(place.rows("sources"))
