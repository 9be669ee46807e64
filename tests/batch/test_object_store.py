"""Reports in an object store: a server that answers as S3 does to what the engine asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from service.batch.inputs import inputs
from service.batch.sources import entries
from service.batch.work import Setup
from tests.batch.conftest import Place
from tests.documents.packing import zipped

BUCKET = "reports"


class Store(BaseHTTPRequestHandler):
    objects: ClassVar[dict[str, bytes]] = {}

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        key = unquote(address.path).removeprefix(f"/{BUCKET}").strip("/")
        if not key:
            self._answer(200, self._listing(parse_qs(address.query)), "application/xml")
        elif key not in self.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
        elif wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            whole, first = self.objects[key], int(wanted[1])
            part = whole[first : int(wanted[2] or len(whole)) + 1]
            place = f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
            self._answer(206, part, "application/octet-stream", place)
        else:
            self._answer(200, self.objects[key], "application/octet-stream")

    def _listing(self, query: dict[str, list[str]]) -> bytes:
        prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
        found = [key for key in sorted(self.objects) if key.startswith(prefix)]
        folders = {prefix + key[len(prefix) :].split("/")[0] + "/" for key in found if "/" in key[len(prefix) :]}
        files = [key for key in found if not delimiter or "/" not in key[len(prefix) :]]
        inside = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self.objects[key])}</Size>"
            f"<LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>e</ETag></Contents>"
            for key in files
        )
        below = "".join(f"<CommonPrefixes><Prefix>{one}</Prefix></CommonPrefixes>" for one in sorted(folders))
        head = f"<Name>{BUCKET}</Name><Prefix>{prefix}</Prefix><IsTruncated>false</IsTruncated>"
        return f"<ListBucketResult>{head}{inside}{below if delimiter else ''}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes, kind: str, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        self.send_header("ETag", '"e"')
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The tests need no log."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    Store.objects = {}
    yield Store.objects
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_prefix_of_an_object_store_stands_for_its_objects(bucket: dict[str, bytes], place: Place) -> None:
    bucket |= {
        "2023/a.txt": "甲".encode(),
        "2023/b/c.zip": zipped({"d.txt": "丁".encode()}),
        "2022/e.txt": "戊".encode(),
    }
    found = inputs(entries([f"s3://{BUCKET}/2023/"], place.out), Setup("run"))
    assert {one.name: one.content for one in found} == {
        f"s3://{BUCKET}/2023/a.txt": "甲".encode(),
        f"s3://{BUCKET}/2023/b/c.zip/d.txt": "丁".encode(),
    }
    (one,) = inputs(entries([f"s3://{BUCKET}/2022/e.txt"], place.out), Setup("run"))
    assert one.content == "戊".encode()
