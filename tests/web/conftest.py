"""One server with one worker, and one browser, for all tests of the page."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.web.site import CHROMIUM, serving, submitted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the service's data."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def site(data: Path) -> Iterator[str]:
    """The address of a running service."""
    with serving(data, (sys.executable, "-m", "tests.web.worker")) as address:
        yield address


@pytest.fixture(scope="session")
def http(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def report(http: httpx.Client) -> str:
    """The address of the example, with one contradiction, done."""
    example = Path(__file__).parents[2] / "examples" / "report.txt"
    return submitted(http, example.read_bytes(), "示例.txt")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    # Browsers look for proxies; the page is on this machine.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


def is_complaint(message: ConsoleMessage) -> bool:
    """Whether the browser found something wrong; a correction that is refused is told to the person instead."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture
def open_page(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a fresh profile; fails where the browser complains of anything."""
    contexts, complaints = [], []

    def opened(address: str, width: int = 1280, height: int = 800, **options: object) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
