"""The Python client against a real server and a real worker."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from service.client import Client, ProblemError, UnreachableError, correction_of
from service.extraction import Extraction
from service.protocol import Answer, TaskAnswer


@pytest.fixture
def jixi(client: httpx.Client) -> Iterator[Client]:
    with Client(str(client.base_url), timeout=120) as jixi:
        yield jixi


def test_a_text_is_an_extraction(jixi: Client, report_text: str) -> None:
    extraction = jixi.extract_text(report_text, review=10)
    assert extraction.document.text == report_text
    assert extraction.records
    assert extraction.review is not None
    assert jixi.version().model == extraction.provenance.model


def test_files_are_named_by_path_or_given(jixi: Client, report_file: Path, report_text: str) -> None:
    answer = jixi.extract_files(report_file, str(report_file), ("甲.txt", report_text.encode()))
    assert [one.name for one in answer.documents] == ["报告.txt", "报告.txt", "甲.txt"]
    assert all(one.extraction and one.extraction.records for one in answer.documents)
    inline = jixi.extract_sources(("甲.txt", report_text.encode()))
    assert inline.documents == [answer.documents[2]]


@pytest.mark.usefixtures("worker")
def test_a_task_is_waited_for(jixi: Client, report_file: Path, report_text: str) -> None:
    told: list[TaskAnswer] = []
    answer = jixi.result(jixi.submit_files(report_file), timeout=100, progress=told.append)
    assert isinstance(answer, Answer)
    assert answer.documents == jixi.extract_files(report_file).documents
    assert told[-1].final
    extraction = jixi.result(jixi.submit_text(report_text).id, timeout=100)
    assert isinstance(extraction, Extraction)
    assert extraction == jixi.extract_text(report_text)
    assert len(jixi.submit_each(report_file, report_file)) == 2


@pytest.mark.usefixtures("worker")
def test_the_way_of_a_task_comes_as_it_goes(jixi: Client, report_text: str) -> None:
    *_, last = jixi.tasks.events(jixi.submit_sources(("甲.txt", report_text.encode())))
    assert last.status == "success"
    jixi.tasks.delete(last)
    with pytest.raises(ProblemError) as refused:
        jixi.tasks.status(last)
    assert refused.value.status == 404
    with pytest.raises(ProblemError):
        next(jixi.tasks.events(last))


def test_a_key_makes_the_same_task_of_the_same_request(jixi: Client) -> None:
    assert jixi.submit_text("甲。", key="k1") == jixi.submit_text("甲。", key="k1")
    assert jixi.submit_text("甲。").id != jixi.submit_text("甲。").id


def test_what_the_service_refuses_is_told_in_its_words(jixi: Client) -> None:
    with pytest.raises(ProblemError, match="只有空白") as refused:
        jixi.extract_text(" ")
    assert refused.value.problem.type == "urn:jixi:problem:empty-document"


def test_a_correction_is_kept(jixi: Client, report_text: str) -> None:
    extraction = jixi.extract_text(report_text)
    kept = jixi.annotations.add(correction_of(extraction, "更正", extraction.entities[:2]))
    assert kept.entities == 2
    assert jixi.annotations.get(kept.id).text == report_text
    assert kept in jixi.annotations.list()
    assert kept.id in [json.loads(line)["id"] for line in jixi.annotations.export().decode().split("\n") if line]
    more = [jixi.annotations.add(correction_of(extraction, f"更正{number}")).id for number in range(4)]
    task = jixi.models.train(annotations=[kept.id, *more], promote=False)
    assert jixi.tasks.cancel(task).status == "cancelled"
    for id in (kept.id, *more):
        jixi.annotations.delete(id)


def test_versions_are_shown(jixi: Client) -> None:
    current = jixi.models.get()
    assert current.name in [one.name for one in jixi.models.list()]
    assert jixi.models.diff(current.name).differences == []


def test_who_does_not_answer_is_told() -> None:
    with Client("http://127.0.0.1:9", retries=0) as jixi, pytest.raises(UnreachableError, match="没有应答"):
        jixi.version()


class Busy(BaseHTTPRequestHandler):
    """Too busy, then broken off, then there."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if len(self.asked) == 2:
            return  # no answer at all
        self.send_response(503 if len(self.asked) == 1 else 200)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(b'{"code": "1", "rules": "2", "model": null}')

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def busy() -> Iterator[Client]:
    Busy.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Busy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with Client(f"http://127.0.0.1:{server.server_port}", timeout=10) as jixi:
            yield jixi
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_is_busy_is_asked_again() -> None:
    with busy() as jixi:
        assert jixi.version().rules == "2"
    assert len(Busy.asked) == 3


def test_what_must_not_be_done_twice_is_not_asked_again() -> None:
    with busy() as jixi, pytest.raises(UnreachableError):
        jixi.models.rollback()
    assert len(Busy.asked) == 1
