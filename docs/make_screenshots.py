"""Take the pictures of ``docs/page.md``: ``python docs/make_screenshots.py``. Needs Chromium and Chinese fonts.

A real service with data of its own serves them; the reports are the example and one that a test makes as a PDF.
"""

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))

from tests.documents import specimen  # noqa: E402
from tests.web.site import CHROMIUM, serving, submitted  # noqa: E402

WIDE, NARROW = (1280, 800), (390, 844)
LATER = {"2023": "2024", "3,421.35": "3,702.18", "186场次": "203场次", "2.35万册": "2.81万册", "96名": "98名"}


def main() -> None:
    """Write every picture."""
    OUT.mkdir(exist_ok=True)
    path = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with TemporaryDirectory() as data, serving(Path(data)) as site, sync_playwright() as playwright:
        with httpx.Client(base_url=site, timeout=60, trust_env=False) as http:
            addresses = _submit(http)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, where, size, theme, prepare in _pictures(addresses):
            _take(browser, site + where, size, theme, prepare, OUT / f"page-{name}.png")
        browser.close()


def _submit(http: httpx.Client) -> dict[str, str]:
    text = (ROOT / "examples" / "report.txt").read_text(encoding="utf-8")
    later = text
    for old, new in LATER.items():
        later = later.replace(old, new)
    words = [specimen.Words(line) for line in text.splitlines() if line.strip()]
    return {
        "later": submitted(http, later.encode(), "2024年度自评.txt"),
        "pdf": submitted(http, specimen.reportlab_pdf(words), "2023年度自评.pdf"),
        "report": submitted(http, text.encode(), "2023年度自评.txt"),
    }


Prepare = Callable[[Page], object]


def _pictures(at: dict[str, str]) -> list[tuple[str, str, tuple[int, int], str, Prepare]]:
    report, compared = at["report"], "&".join(f"{n}={_dotted(at[one])}" for n, one in (("a", "report"), ("b", "later")))
    return [
        ("hand-in", "/", WIDE, "light", lambda _: None),
        ("report", report, WIDE, "light", _contradiction),
        ("report-dark", report, WIDE, "dark", _contradiction),
        ("report-narrow", report, NARROW, "light", lambda _: None),
        ("records-narrow-dark", report, NARROW, "dark", lambda page: page.get_by_role("tab", name="记录").click()),
        ("pdf", at["pdf"], WIDE, "light", _pages),
        ("budget", report, WIDE, "dark", lambda page: page.get_by_role("tab", name="构成").click()),
        ("correct", report, WIDE, "light", _correct),
        ("record", report, WIDE, "dark", _record),
        ("compare", f"/compare?{compared}", WIDE, "light", lambda _: None),
        ("models", "/models", WIDE, "light", lambda _: None),
    ]


def _dotted(address: str) -> str:
    return address.removeprefix("/tasks/").replace("/", ".")


def _contradiction(page: Page) -> None:
    page.locator("#claims .claim").first.click()


def _pages(page: Page) -> None:
    page.locator("#claims .claim").first.click()
    page.wait_for_load_state("networkidle")


def _correct(page: Page) -> None:
    page.locator("#text mark", has_text="186场次").click()


def _record(page: Page) -> None:
    page.locator("#records tr", has_text="举办各类文艺演出").click()
    page.keyboard.press("e")
    page.locator("#record-dialog").wait_for()


def _take(browser: Browser, address: str, size: tuple[int, int], theme: str, prepare: Prepare, out: Path) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if theme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    prepare(page)
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, optimize=True)
    context.close()


if __name__ == "__main__":
    main()
