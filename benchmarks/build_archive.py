"""Build an archive as offices send it: reports of many formats in folders and archives, some twice, some broken.

``python benchmarks/build_archive.py OUT [--reports 2000] [--poison 0.05] [--seed 7]``; from the repository root. Two
thirds of the texts come from the generator, the others are those of the training part of the corpus with a number
added, so that no two are equal. A third of the files lies in ``zip``, ``tar.gz`` and ``7z`` archives, two in a hundred
are copies under another name. ``--poison`` is the share of files that are cut off, empty, noise, encrypted, bombs, or
hang or kill their worker (see ``poison.py``). ``OUT/manifest.json`` says of every name what must become of it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import docx
import openpyxl

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.poison import HANGS, KILLS
from corpora import read_corpus
from tests.documents import packing, specimen
from training.generator.synthesis import compose

SHARES = {
    "txt": 34,
    "docx": 22,
    "html": 12,
    "pdf": 12,
    "xlsx": 8,
    "gb18030": 6,
    "utf-16": 2,
    "ofd": 2,
    "rtf": 1,
    "odt": 1,
}
"""How many of a hundred files are of each format; those by LibreOffice take seconds to read."""
COUNTIES = ("汀岚县", "九瓒县", "淮桐县", "沮东县", "青枫镇", "白蘅区", "砚溪市", "桐洲区")
OFFICES = ("水务局", "林业局", "民政局", "教育局", "审计局", "司法局", "卫生健康局", "住房和城乡建设局")
COPIES = 0.02
CHARACTERS = (800, 6_000)
ARCHIVED = 0.33


def as_docx(text: str) -> bytes:
    """Each line a paragraph."""
    word = docx.Document()
    for line in text.splitlines():
        word.add_paragraph(line)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def as_xlsx(text: str) -> bytes:
    """Each line a row, cells where the text has bars or tabs."""
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([cell.strip() for cell in line.replace("|", "\t").split("\t")])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_html(text: str) -> bytes:
    """Each line a paragraph."""
    body = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())
    return f"<!DOCTYPE html><html><head><meta charset='gb2312'></head><body>{body}</body></html>".encode("gb18030")


def as_pdf(text: str) -> bytes:
    """As ReportLab sets it."""
    return specimen.reportlab_pdf([specimen.Words(line) for line in text.splitlines() if line.strip()])


def as_ofd(text: str) -> bytes:
    """As the specimen of the tests is set."""
    return specimen.ofd([specimen.Words(line) for line in text.splitlines() if line.strip()])


def as_rtf(text: str) -> bytes:
    """Every character by its number."""
    lines = ([code - 65_536 if code > 32_767 else code for code in map(ord, line)] for line in text.splitlines())
    numbers = ["".join(f"\\u{code}?" for code in line) for line in lines]
    return ("{\\rtf1\\ansi\\ansicpg936 " + "\\par\n".join(numbers) + "}").encode()


def as_odt(text: str) -> bytes:
    """The parts that an office program asks for."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{value}"' for name, value in names.items())
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.splitlines())
    mime = "application/vnd.oasis.opendocument.text"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    parts = {"/": mime, "content.xml": "text/xml"}
    entries = "".join(f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>' for path, kind in parts.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", mime)
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces} office:version='1.2'><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entries}</m:manifest>')
    return stream.getvalue()


MAKERS: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "txt": ("txt", str.encode),
    "gb18030": ("txt", lambda text: text.encode("gb18030")),
    "utf-16": ("txt", lambda text: text.encode("utf-16")),
    "docx": ("docx", as_docx),
    "xlsx": ("xlsx", as_xlsx),
    "html": ("html", as_html),
    "pdf": ("pdf", as_pdf),
    "ofd": ("ofd", as_ofd),
    "rtf": ("rtf", as_rtf),
    "odt": ("odt", as_odt),
}


def cut(data: bytes) -> bytes:
    """The first half, as a broken transfer leaves it."""
    return data[: len(data) // 2]


BOMBED = "自评.txt"
ZEROS = b"0" * 40_000_000
POISONS: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "empty": ("txt", lambda text: b"\n" * len(text)),
    "noise": ("txt", lambda text: Random(text).randbytes(4_000)),
    "cut off": ("docx", lambda text: cut(as_docx(text))),
    "pdf cut off": ("pdf", lambda text: cut(as_pdf(text))),
    "password": ("7z", lambda text: packing.seven_zipped({BOMBED: text.encode()}, password="123456")),
    "bomb": ("zip", lambda text: packing.zipped({BOMBED: ZEROS + text.encode()})),
    "gzip bomb": ("gz", lambda text: gzip.compress(ZEROS + text.encode())),
    "hangs": ("txt", lambda text: (text + HANGS).encode()),
    "kills": ("docx", lambda text: as_docx(text + KILLS)),
}
"""Files that cannot be done."""


class Texts:
    """Reports, each one different from the others."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._written = [report.text for report in read_corpus("train")]
        self._count = 0

    def __next__(self) -> str:
        self._count += 1
        if self._count % 3 == 0:
            return f"{self._rng.choice(self._written).rstrip()}\n编号：{self._count:06d}。\n"
        return f"{compose(self._rng, self._rng.randrange(*CHARACTERS)).text.rstrip()}\n编号：{self._count:06d}。\n"


def files(reports: int, share: float, rng: Random) -> list[tuple[str, bytes, str]]:
    """Name, bytes and what must become of each: ``document``, ``duplicate`` or ``error``."""
    texts, made, poisons = Texts(rng), [], 0
    kinds = rng.choices(list(SHARES), list(SHARES.values()), k=reports)
    for number, kind in enumerate(kinds):
        folder = f"{rng.choice(COUNTIES)}/{rng.choice(OFFICES)}"
        if rng.random() < share:
            suffix, make = list(POISONS.values())[poisons % len(POISONS)]
            made.append((f"{folder}/{number:05d}.{suffix}", make(next(texts)), "error"))
            poisons += 1
        elif rng.random() < COPIES and made and made[-1][2] == "document":
            made.append((f"{folder}/{number:05d}副本{Path(made[-1][0]).suffix}", made[-1][1], "duplicate"))
        else:
            suffix, make = MAKERS[kind]
            made.append((f"{folder}/{number:05d}.{suffix}", make(next(texts)), "document"))
        if number % 500 == 499:
            print(f"{number + 1}/{reports}", file=sys.stderr)
    return made


def write(out: Path, made: list[tuple[str, bytes, str]], rng: Random) -> dict[str, str]:
    """Write the files, a third of them in archives of fifty; the names as a batch tells them."""
    out.mkdir(parents=True)
    manifest: dict[str, str] = {}
    loose, packed = [], []
    for one in made:
        (packed if rng.random() < ARCHIVED else loose).append(one)
    for name, data, expected in loose:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        manifest[name] = expected
    for number in range(0, len(packed), 50):
        part = packed[number : number + 50]
        suffix = ("zip", "tar.gz", "7z")[number // 50 % 3]
        archive = f"报送{number // 50:03d}.{suffix}"
        (out / archive).write_bytes(packing.PACKERS[suffix]({name: data for name, data, _ in part}))
        manifest |= {f"{archive}/{_told(name, expected)}": expected for name, _, expected in part}
    return manifest


def _told(name: str, expected: str) -> str:
    """The name that the error of a packed file is told of: in a bomb that is a zip, the member's.

    A bomb that lies loose is refused as a whole.
    """
    return f"{name}/{BOMBED}" if expected == "error" and name.endswith(".zip") else name


def main() -> None:
    """Build the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--poison", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = Random(options.seed)
    made = files(options.reports, options.poison, rng)
    manifest = write(options.out / "files", made, rng)
    contents = {hashlib.sha256(data).hexdigest() for _, data, expected in made if expected != "error"}
    told = {"inputs": manifest, "contents": sorted(contents)}
    (options.out / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=0), encoding="utf-8")
    print(f"{len(manifest)} inputs, {len(contents)} contents, {sum(len(data) for _, data, _ in made) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
