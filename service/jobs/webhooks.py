"""Webhooks: who asked to be told gets the end of a task, signed, at an address that the service may go to.

The signature is that of ``timestamp + "." + body`` with HMAC-SHA256 and the secret that both sides know; the receiver
computes it anew, compares in constant time, and refuses what is older than a few minutes.
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from http import HTTPStatus

from service.errors import JixiError
from service.outbound import Outbound
from service.settings import Settings
from service.store.task import Task

TIMESTAMP, SIGNATURE, DELIVERY = "Jixi-Timestamp", "Jixi-Signature", "Jixi-Delivery"
SCHEME = "v1"
SECONDS = 15
"""For one attempt."""
PAUSES = (5, 30, 120, 600, 3600)
"""Seconds before each further attempt; the last one before all that follow."""


class WebhookError(JixiError):
    """No webhook can be sent."""

    kind = "webhook-unavailable"
    title = "不能回调"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Sends webhooks through ``outbound``, signed with ``secret``, each ``attempts`` times at most."""

    outbound: Outbound
    secret: bytes
    attempts: int

    @classmethod
    def of(cls, settings: Settings) -> "Webhooks":
        """As ``settings`` say."""
        secret = settings.webhook_secret.get_secret_value().encode() if settings.webhook_secret else b""
        return cls(Outbound(settings.outbound_private, seconds=SECONDS), secret, settings.webhook_attempts)

    def check(self, url: str) -> None:
        """Raises ``WebhookError`` or ``OutboundError`` where nothing could be sent to ``url``."""
        if not self.secret:
            raise WebhookError("没有设置 JIXI_WEBHOOK_SECRET，不能签名，所以不回调；请轮询任务状态，或请管理员设置。")
        self.outbound.check(url)

    def send(self, task: Task) -> str | None:
        """Tell of the end of ``task`` once; why it did not arrive, or ``None`` where it did. Raises nothing."""
        assert task.webhook is not None
        body = json.dumps(payload(task), ensure_ascii=False).encode()
        try:
            self.check(task.webhook)
            status = self.outbound.post(task.webhook, body, self.headers(task.id, body))
        except JixiError as error:
            return error.kind
        return None if 200 <= status < 300 else f"status-{status}"

    def headers(self, delivery: str, body: bytes) -> dict[str, str]:
        """The headers of a webhook; ``delivery`` is the same for each attempt, so that the receiver can tell them."""
        timestamp = str(int(time.time()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "jixi-webhook",
            DELIVERY: delivery,
            TIMESTAMP: timestamp,
            SIGNATURE: f"{SCHEME}={signature(self.secret, timestamp, body)}",
        }


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature in hexadecimal digits."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def pause(attempt: int) -> float:
    """Seconds to wait after ``attempt`` (from 1) failed."""
    return PAUSES[min(attempt, len(PAUSES)) - 1]


def payload(task: Task) -> dict[str, object]:
    """What is told: the task, and where its result is; nothing of what the documents say."""
    return {"event": f"task.{task.status.value}", "task": task.as_json(), "result": f"/v1/result/{task.id}"}
