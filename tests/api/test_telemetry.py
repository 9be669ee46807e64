from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from loopback import running, wait_for

if TYPE_CHECKING:
    from service.pipeline import Pipeline
    from service.settings import Settings


def test_requests_are_traced_where_a_collector_is_named_and_without_their_text(
    pipeline: Pipeline, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    collector = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=collector.serve_forever)
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    try:
        with running(settings, lambda: pipeline) as client:
            wait_for(lambda: client.get("/ready").status_code == 200)
            client.post("/v1/extract/text", json={"text": "机密内容"})
            wait_for(lambda: any(b"/v1/extract/text" in body for _, body in received))
    finally:
        collector.shutdown()
        thread.join()
        collector.server_close()
    assert {path for path, _ in received} == {"/v1/traces"}
    sent = b"".join(body for _, body in received)
    assert b"jixi" in sent
    assert "机密内容".encode() not in sent
    assert b"/ready" not in sent
