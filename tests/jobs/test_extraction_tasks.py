"""What comes of a task is what the call that waits would have answered."""

import io
import zipfile

import pytest

from service.answers import answer_to_files, extraction_of_text
from service.documents import Limits
from service.pipeline import Pipeline
from service.store import (
    TaskCancelledError,
    TaskFailedError,
    TaskPendingError,
    TaskStatus,
    UnknownDocumentError,
    UnknownTaskError,
    Upload,
)
from tests.jobs.conftest import House, wait_for
from tests.jobs.process import SLOWLY

LIMITS = Limits()


def packed(**texts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.txt", text)
    return target.getvalue()


def without_seconds(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name != "processing_seconds"}


def test_the_result_of_files_is_the_answer_of_the_call_that_waits(
    busy_house: House, pipeline: Pipeline, report_text: str
) -> None:
    files = [("甲.txt", report_text.encode()), ("空.txt", b""), ("乙.zip", packed(丙=report_text, 丁="支出1万元。"))]
    task = busy_house.ended(busy_house.jobs.extract([Upload(*file) for file in files], owner="local", review=50))
    assert (task.status, task.documents, task.done, task.failed, task.share) == (TaskStatus.SUCCESS, 4, 3, 1, 1.0)
    result = busy_house.jobs.result(task.id, "local")
    assert without_seconds(result) == without_seconds(answer_to_files(pipeline, files, LIMITS, 50))
    assert result["status"] == "partial_success"


def test_the_result_of_a_text_is_its_extraction_and_what_looks_like_html_stays_text(
    busy_house: House, pipeline: Pipeline, report_text: str
) -> None:
    text = f"<html><body>\r\n{report_text}</body></html>"
    task = busy_house.ended(busy_house.submit(text, plain=True))
    assert busy_house.jobs.result(task.id) == extraction_of_text(pipeline, text, LIMITS.bytes).as_json()


def test_a_document_that_is_the_only_one_fails_with_its_task(busy_house: House) -> None:
    task = busy_house.ended(busy_house.submit("  "))
    assert task.status is TaskStatus.FAILURE
    with pytest.raises(TaskFailedError) as caught:
        busy_house.jobs.result(task.id)
    assert (caught.value.failure.kind, caught.value.failure.status) == ("empty-document", 422)


def test_a_document_of_an_archive_is_given_back_with_its_own_bytes(busy_house: House, report_text: str) -> None:
    upload = Upload("全县.zip", packed(甲="支出1万元。", 乙=report_text))
    task = busy_house.ended(busy_house.jobs.extract([Upload("先.txt", b"1"), upload], owner="local"))
    found = busy_house.jobs.document(task.id, 2)
    assert (found.name, found.data) == ("全县.zip/乙.txt", report_text.encode())
    assert found.extraction == busy_house.jobs.result(task.id)["documents"][2]["extraction"]
    with pytest.raises(UnknownDocumentError):
        busy_house.jobs.document(task.id, 3)


def test_nothing_is_told_to_anyone_but_the_owner(busy_house: House) -> None:
    task = busy_house.submit("支出1万元。")
    for ask in (busy_house.jobs.task, busy_house.jobs.result, busy_house.jobs.cancel, busy_house.jobs.delete):
        with pytest.raises(UnknownTaskError):
            ask(task.id, "another")
    assert busy_house.jobs.tasks("another") == []
    assert task.id in [one.id for one in busy_house.jobs.tasks("local")]


def test_a_task_tells_how_far_it_is_and_is_pending_until_then(busy_house: House) -> None:
    task = busy_house.submit(*[f"{number} {SLOWLY}" for number in range(3)])
    with pytest.raises(TaskPendingError):
        busy_house.jobs.result(task.id)
    wait_for(lambda: 0 < busy_house.jobs.task(task.id).share < 1)
    seen = busy_house.jobs.task(task.id)
    assert seen.status is TaskStatus.STARTED
    assert seen.message.startswith("正在读第")
    assert busy_house.ended(task).done == 3


def test_a_cancelled_task_ends_at_once_and_takes_nothing_more(busy_house: House) -> None:
    task = busy_house.submit(*[f"{number} {SLOWLY}" for number in range(5)])
    wait_for(lambda: busy_house.jobs.task(task.id).done)
    done = busy_house.jobs.cancel(task.id, "local").done
    # The next task is begun only when the cancelled one has let go of the worker.
    assert busy_house.ended(busy_house.submit("支出1万元。")).status is TaskStatus.SUCCESS
    after = busy_house.jobs.task(task.id)
    assert (after.status, after.done) == (TaskStatus.CANCELLED, done)
    with pytest.raises(TaskCancelledError):
        busy_house.jobs.result(task.id)


def test_a_task_that_was_deleted_while_it_was_done_leaves_nothing(busy_house: House) -> None:
    task = busy_house.submit(f"绝不外传{SLOWLY}", "其余")
    wait_for(lambda: busy_house.jobs.task(task.id).status is TaskStatus.STARTED)
    busy_house.jobs.delete(task.id)
    assert busy_house.ended(busy_house.submit("支出1万元。")).status is TaskStatus.SUCCESS
    with pytest.raises(UnknownTaskError):
        busy_house.jobs.task(task.id)
    assert "绝不外传".encode() not in busy_house.on_disk()
