"""A training runs in a process of its own, ends with its task and its worker, and is gone on with afterwards."""

import signal
from pathlib import Path

import psutil
import pytest

from service.store import TaskFailedError, TaskStatus, TrainingRequest
from tests.jobs.conftest import House, wait_for


def begun(house: House, id: str) -> list[int]:
    """The processes that trained for the task, in their order."""
    path: Path = house.settings.data / "training" / id / "run" / "begun"
    return [int(line) for line in path.read_text(encoding="utf-8").split()] if path.exists() else []


def train(house: House, text: str, **options: object) -> str:
    request = TrainingRequest(text.encode(), **options)  # type: ignore[arg-type]
    return house.jobs.train(request, owner="local").id


def test_the_result_has_the_outcome_the_report_and_the_options_reach_the_command(busy_house: House) -> None:
    id = train(busy_house, "good", version="七月", epochs=3, promote=False, labels={"PROJECT": "项目名称"}, seed=5)
    task = busy_house.ended(busy_house.jobs.task(id))
    result = busy_house.jobs.result(id)
    assert (task.status, result["promoted"], result["report"]) == (TaskStatus.SUCCESS, True, "# 再训练 r1\n")
    assert result["labels"] == '"PROJECT" = "项目名称"\n'
    given = ["--json", "--base=current", "--epochs=3", "--name=七月", "--seed=5", "--no-promote"]
    assert result["arguments"][4:] == given
    wait_for(lambda: not (busy_house.settings.data / "training" / id).exists())


def test_a_version_that_is_refused_is_a_success_with_its_reasons(busy_house: House) -> None:
    id = train(busy_house, "refuse")
    assert busy_house.ended(busy_house.jobs.task(id)).status is TaskStatus.SUCCESS
    result = busy_house.jobs.result(id)
    assert (result["promoted"], result["reasons"]) == (
        False,
        ["RATE 下降 0.20", "corpus/01.inline.txt:1:1: 有误"],
    )


def test_annotations_of_which_nothing_can_be_used_are_refused_with_the_findings(busy_house: House) -> None:
    id = train(busy_house, "nothing")
    busy_house.ended(busy_house.jobs.task(id))
    result = busy_house.jobs.result(id)
    assert (result["promoted"], result["step"]) == (False, "import")
    assert result["reasons"] == ["annotations.jsonl:1:1: 不是 JSON（舍去文件）"]


def test_too_few_reports_are_refused_before_anything_is_learned(busy_house: House) -> None:
    id = train(busy_house, "few")
    busy_house.ended(busy_house.jobs.task(id))
    result = busy_house.jobs.result(id)
    assert (result["promoted"], result["step"]) == (False, "import")
    assert "只有 1 份标注，至少要 5 份" in result["reasons"][0]
    assert begun(busy_house, id) == []


def test_half_an_annotation_is_learned_only_where_somebody_asks_for_it(busy_house: House) -> None:
    id = train(busy_house, "half")
    busy_house.ended(busy_house.jobs.task(id))
    result = busy_house.jobs.result(id)
    assert (result["promoted"], result["step"]) == (False, "import")
    assert result["reasons"] == ["annotations.jsonl:1:1: 不认识标签 INDICATER（舍去片段）"]
    id = train(busy_house, "half", drop_faulty=True)
    busy_house.ended(busy_house.jobs.task(id))
    result = busy_house.jobs.result(id)
    assert (result["promoted"], result["findings"]) == (
        True,
        ["annotations.jsonl:1:1: 不认识标签 INDICATER（舍去片段）"],
    )


def test_a_training_that_cannot_be_done_fails_with_what_the_command_said_last(busy_house: House) -> None:
    id = train(busy_house, "fail")
    busy_house.ended(busy_house.jobs.task(id))
    with pytest.raises(TaskFailedError, match="检查点无法读取"):
        busy_house.jobs.result(id)


def test_extractions_go_on_while_one_training_is_under_way_and_the_next_one_waits(busy_house: House) -> None:
    first, second = train(busy_house, "long 1"), train(busy_house, "long 2")
    wait_for(lambda: busy_house.jobs.task(first).message.startswith("训练 50%"))
    assert busy_house.jobs.task(first).share == pytest.approx(0.4)
    assert busy_house.ended(busy_house.submit("支出1万元。")).status is TaskStatus.SUCCESS
    assert busy_house.jobs.task(second).status is TaskStatus.PENDING
    (process,) = begun(busy_house, first)
    for id in (second, first):
        busy_house.jobs.cancel(id)
    wait_for(lambda: not psutil.pid_exists(process))
    wait_for(lambda: not (busy_house.settings.data / "training" / first).exists())


def test_a_training_dies_with_its_worker_and_goes_on_in_the_next(house: House) -> None:
    id = train(house, "long")
    with house.worker() as worker:
        wait_for(lambda: begun(house, id))
        worker.send_signal(signal.SIGKILL)
    (process,) = begun(house, id)
    wait_for(lambda: not psutil.pid_exists(process))
    with house.worker():
        house.ended(house.jobs.task(id))
    assert house.jobs.result(id)["begun"] == 2
