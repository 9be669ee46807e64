"""What Label Studio tells of annotations, kept as ours; and the training request that is made of them."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.api.errors import RequestError
from service.api.label_studio.interface import Interface, read_interface
from service.api.label_studio.spans import Raw, entities
from service.store import Annotation, Annotations, TrainingRequest, UnknownAnnotationError

log = logging.getLogger("jixi.api")
Json = dict[str, Any]
MOST = 100_000
"""Annotations of one training."""


@dataclass(frozen=True, slots=True)
class Event:
    """The body of a webhook: ``action``, ``project``, and ``annotation`` with ``task`` or their lists."""

    body: Mapping[str, Any]

    @property
    def action(self) -> str:
        """What happened."""
        return str(self.body.get("action"))

    @property
    def starts_training(self) -> bool:
        """Whether somebody asks for a training."""
        return self.action == "START_TRAINING"

    @property
    def interface(self) -> Interface:
        """The interface of the project; raises ``RequestError``."""
        return read_interface(str(self._project.get("label_config", "")))

    @property
    def prefix(self) -> str:
        """How the ids of the project's annotations begin: two Label Studios may number theirs alike, and hardly create
        a project in the same microsecond."""
        known = f"{self._project.get('id')} {self._project.get('created_at')}"
        return f"ls-{hashlib.sha256(known.encode()).hexdigest()[:12]}-"

    def listed(self, one: str, many: str) -> list[Json]:
        """The objects under the name ``one`` or ``many``, however many there are."""
        found = self.body.get(one, self.body.get(many))
        return [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]

    @property
    def _project(self) -> Mapping[str, Any]:
        project = self.body.get("project")
        if not isinstance(project, dict):
            raise RequestError("/project：缺少；请在 Webhooks 设置中勾选发送内容（Send payload）。")
        return project


def keep(event: Event, notes: Annotations, owner: str) -> Json:
    """Store each annotation of the event; one that was cancelled is none any more. The ids of those that are stored."""
    annotations, tasks = event.listed("annotation", "annotations"), event.listed("task", "tasks")
    if not annotations:
        raise RequestError("/annotation：缺少；请在 Webhooks 设置中勾选发送内容（Send payload）。")
    by_id, interface = {task.get("id"): task for task in tasks}, event.interface
    kept = []
    for annotation in annotations:
        if annotation.get("was_cancelled"):
            _delete(_id(event, annotation), notes, owner)
            continue
        task = by_id.get(_task_id(annotation), tasks[0] if len(tasks) == 1 else {})
        kept.append(_keep(event, annotation, task, interface, notes, owner))
    return {"annotations": kept}


def forget(event: Event, notes: Annotations, owner: str) -> Json:
    """Delete each annotation of the event."""
    gone = [_id(event, annotation) for annotation in event.listed("annotation", "annotations")]
    for id in gone:
        _delete(id, notes, owner)
    return {"annotations": gone}


def request_of(event: Event, notes: Annotations, owner: str) -> TrainingRequest:
    """A training on what is stored of the project; of several annotations of one text, on the last.

    Labels of the interface that the guide has not are new ones. Raises ``RequestError`` where nothing is stored.
    """
    interface, latest = event.interface, dict[str, Annotation]()
    for annotation in notes.list(owner, MOST):
        if annotation.id.startswith(event.prefix):
            latest.setdefault(annotation.text, annotation)
    if not latest:
        raise RequestError("这个项目还没有存下的标注：接上后端之后提交的才会存下；已有的请先更新一次。")
    lines = "".join(annotation.as_doccano() for annotation in reversed(latest.values()))
    used = {entity["label"] for annotation in latest.values() for entity in annotation.entities}
    labels = {label: word for label, word in interface.own.items() if label in used}
    return TrainingRequest(lines.encode(), "doccano", name="label-studio.jsonl", labels=labels)


def _keep(event: Event, annotation: Json, task: Json, interface: Interface, notes: Annotations, owner: str) -> str:
    data = task.get("data")
    data = data if isinstance(data, dict) else {}
    text = data.get(interface.field)
    if not isinstance(text, str):
        raise RequestError(f"/task/data/{interface.field}：缺少正文。")
    raw = Raw(text)
    found, unusable = entities(raw, annotation.get("result") or [], interface)
    if unusable:
        log.warning("Label Studio 标注 %s 中有 %d 个片段不能用", annotation.get("id"), unusable)
    name = str(data.get("report_id") or data.get("doc_id") or f"任务 {task.get('id')}")[:200]
    return notes.save(raw.read, found, author=owner, name=name, id=_id(event, annotation)).id


def _id(event: Event, annotation: Json) -> str:
    return f"{event.prefix}{annotation.get('id')}"[:64]


def _task_id(annotation: Json) -> Any:
    task = annotation.get("task")
    return task.get("id") if isinstance(task, dict) else task


def _delete(id: str, notes: Annotations, owner: str) -> None:
    try:
        notes.delete(id, owner)
    except UnknownAnnotationError:
        log.info("Label Studio 删去的标注 %s 不曾存下", id)
