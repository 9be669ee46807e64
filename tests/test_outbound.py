"""Requests that others make the service send go nowhere that they could not go alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from service.errors import DocumentTooLargeError
from service.outbound import Outbound, OutboundError

OPEN = Outbound(private=True, seconds=5)


class Site(BaseHTTPRequestHandler):
    """A report, ways to it, and ways astray."""

    def do_GET(self) -> None:
        moved = {
            "/moved": "/%E8%87%AA%E8%AF%84.txt",
            "/round": "/round",
            "/inside": "http://10.0.0.1/",
            "/file": "file:///x",
        }
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"{self.headers['Host']} 报告".encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204 if body == b"{}" and self.headers["X-Mark"] == "1" else 400)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:a00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://224.0.0.1/",
        "ftp://192.0.2.1/",
        "file:///etc/passwd",
        "http://user:word@93.184.216.34/",
        "http://",
        "//x",
        "http://\x00/",
        "javascript:alert(1)",
        "http://unknown.invalid/",
    ],
)
def test_where_others_may_not_go_nothing_is_sent(url: str) -> None:
    with pytest.raises(OutboundError):
        Outbound().check(url)


def test_a_public_address_may_be_gone_to() -> None:
    Outbound().check("https://93.184.216.34/a.docx")
    with pytest.raises(OutboundError, match="没有允许"):
        Outbound(hosts=("files.example",)).check("https://93.184.216.34/a.docx")


def test_a_file_is_fetched_under_its_own_name() -> None:
    with site() as root:
        fetched = OPEN.fetch(f"{root}/moved", 1000)
    assert (fetched.name, fetched.data.decode()) == ("自评.txt", f"{root.removeprefix('http://')} 报告")


@pytest.mark.parametrize("path", ["/missing", "/round", "/file"])
def test_what_gives_no_file_is_told(path: str) -> None:
    with site() as root, pytest.raises(OutboundError):
        OPEN.fetch(root + path, 1000)


def test_a_redirect_is_judged_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as root:
        port = int(root.rpartition(":")[2])
        monkeypatch.setattr("service.outbound._is_public", lambda address: address.is_loopback)
        with pytest.raises(OutboundError, match="内网"):
            Outbound(seconds=5).fetch(f"http://localhost:{port}/inside", 1000)


def test_the_address_that_was_judged_is_the_one_that_is_gone_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers) if host == "localhost" else host, port))]

    with site() as root, monkeypatch.context() as patch:
        patch.setattr("service.outbound.socket.getaddrinfo", getaddrinfo)
        data = OPEN.fetch(f"{root}/a.txt", 1000).data
    assert "报告" in data.decode()
    assert asked.count("localhost") == 1


def test_a_file_above_the_limit_is_not_read_on() -> None:
    with site() as root, pytest.raises(DocumentTooLargeError):
        OPEN.fetch(f"{root}/a.txt", 5)


def test_what_is_posted_arrives_with_its_headers() -> None:
    with site() as root:
        assert OPEN.post(f"{root}/hook", b"{}", {"X-Mark": "1"}) == 204
