"""A webhook tells of the end of a task: signed, again until it is heard, and nowhere that it should not go."""

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from service.jobs.webhooks import WebhookError, Webhooks, pause
from service.outbound import OutboundError
from service.settings import Settings
from service.store import Audit
from tests.jobs.conftest import SECRET, House, wait_for


@dataclass
class Receiver:
    """What came, and the statuses that are answered, the last one from then on."""

    statuses: list[int]
    url: str = ""
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    receiver = Receiver(list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.seen.append((dict(self.headers), body))
            self.send_response(receiver.statuses.pop(0) if len(receiver.statuses) > 1 else receiver.statuses[0])
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/done"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


def test_the_end_of_a_task_is_told_with_a_signature_that_can_be_verified(busy_house: House) -> None:
    with receiving(204) as receiver:
        task = busy_house.ended(busy_house.submit("绝不外传，支出1万元。", webhook=receiver.url))
        wait_for(lambda: receiver.seen)
    ((headers, body),) = receiver.seen
    signed = headers["Jixi-Timestamp"].encode() + b"." + body
    assert headers["Jixi-Signature"] == "v1=" + hmac.new(SECRET.encode(), signed, sha256).hexdigest()
    assert headers["Jixi-Delivery"] == task.id
    told = json.loads(body)
    assert (told["event"], told["result"]) == ("task.success", f"/v1/result/{task.id}")
    assert told["task"] == task.as_json()
    assert "绝不外传" not in body.decode()


def test_it_is_sent_again_until_it_is_heard_and_a_redirect_is_not_followed(busy_house: House) -> None:
    with receiving(500, 302, 200) as receiver:
        task = busy_house.submit("  ", webhook=receiver.url)
        wait_for(lambda: len(receiver.seen) == 3)
        audit = Audit(busy_house.database)
        wait_for(lambda: len([deed for deed in audit.newest() if deed.subject == task.id]) == 3)
    outcomes = [deed.outcome for deed in reversed(audit.newest()) if deed.subject == task.id]
    assert outcomes == ["attempt 1: status-500", "attempt 2: status-302", "attempt 3: ok"]
    assert {headers["Jixi-Delivery"] for headers, _ in receiver.seen} == {task.id}
    assert json.loads(receiver.seen[0][1])["event"] == "task.failure"


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "http://10.1.2.3/", "http://[::1]/", "http://169.254.169.254/"])
def test_a_private_address_is_refused_before_anything_is_accepted(url: str) -> None:
    webhooks = Webhooks.of(Settings.load(webhook_secret=SECRET))
    with pytest.raises(OutboundError):
        webhooks.check(url)


def test_without_a_secret_there_are_no_webhooks() -> None:
    with pytest.raises(WebhookError, match="JIXI_WEBHOOK_SECRET"):
        Webhooks.of(Settings.load()).check("https://example.org/done")


def test_the_pauses_grow_and_the_last_one_stays() -> None:
    pauses = [pause(attempt) for attempt in range(1, 9)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pauses[-2] == 3600
