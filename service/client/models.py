"""Calls about versions of the model."""

import json
from typing import Any
from uuid import uuid4

from service.client.files import File, read
from service.client.transport import Transport
from service.protocol import ModelCard, ModelDifferences, ModelList, ModelVersion, TaskAnswer, Train


class Models:
    """The versions that the service has."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> "list[ModelVersion]":
        """Every version."""
        return ModelList.model_validate_json(self._transport.call("GET", "/v1/models").content).versions

    def get(self, name: str = "current") -> ModelCard:
        """A version with its manifest and history; the one in use by default."""
        return ModelCard.model_validate_json(self._transport.call("GET", f"/v1/models/{name}").content)

    def diff(self, name: str, to: str | None = None) -> ModelDifferences:
        """In what a version differs from another, by default from the one in use."""
        response = self._transport.call("GET", f"/v1/models/{name}/diff", params={"to": to} if to else {})
        return ModelDifferences.model_validate_json(response.content)

    def train(self, **options: Any) -> TaskAnswer:
        """A task that trains on stored annotations; ``options`` are the fields of ``service.protocol.Train``."""
        body = Train(**options).model_dump(exclude_none=True)
        response = self._transport.call("POST", "/v1/models/train", headers=_keyed(), json=body)
        return TaskAnswer.model_validate_json(response.content)

    def train_on(self, file: File, format: str = "auto", **options: Any) -> TaskAnswer:
        """A task that trains on an annotated file."""
        body = Train(**options).model_dump(exclude_none=True)
        form = {"format": format, "options": json.dumps({n: v for n, v in body.items() if n != "webhook"})}
        if webhook := body.get("webhook"):
            form["webhook"] = webhook
        response = self._transport.call(
            "POST", "/v1/models/train/file", headers=_keyed(), files={"file": read(file)}, data=form
        )
        return TaskAnswer.model_validate_json(response.content)

    def activate(self, name: str, why: str = "") -> ModelCard:
        """Put a version in use."""
        response = self._transport.call("POST", f"/v1/models/{name}/activate", json={"why": why})
        return ModelCard.model_validate_json(response.content)

    def rollback(self, version: str | None = None, why: str = "") -> ModelCard:
        """Put the version before the current one in use again, or ``version``."""
        body = {"why": why} if version is None else {"why": why, "version": version}
        # Going back twice goes back two versions: an attempt without an answer is not repeated.
        response = self._transport.call("POST", "/v1/models/rollback", safe=version is not None, json=body)
        return ModelCard.model_validate_json(response.content)


def _keyed() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}
