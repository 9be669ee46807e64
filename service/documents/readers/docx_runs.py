"""The characters of a paragraph of a word processor as a person sees them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from service.documents.readers.package import Element, attribute, child, local, value

DROPPED = frozenset(
    {
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "rt"),
        *("Fallback", "footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "annotationRef"),
        *("softHyphen", "fldChar", "proofErr", "numPr", "ctrlPr", "oMathParaPr"),
    }
)
"""Deleted text, codes of fields, properties, reference marks: nothing that belongs to the words of a paragraph."""
CHARACTERS: Mapping[str, str] = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
SYMBOLS: Mapping[tuple[str, int], str] = {
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFB): "✗",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□",
    ("wingdings", 0x6E): "■",
    ("wingdings", 0x6C): "●",
    ("wingdings", 0x75): "◆",
    ("wingdings 2", 0x50): "✓",
    ("wingdings 2", 0x51): "☒",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x53): "☒",
    ("wingdings 2", 0xA3): "□",
    ("symbol", 0xB3): "≥",
    ("symbol", 0xA3): "≤",
    ("symbol", 0xB1): "±",
    ("symbol", 0xB4): "×",
    ("symbol", 0xB8): "÷",
    ("symbol", 0xB9): "≠",
    ("symbol", 0xBB): "≈",
    ("symbol", 0xB0): "°",
    ("symbol", 0xA5): "∞",
    ("symbol", 0x62): "β",
    ("symbol", 0x61): "α",
    ("symbol", 0x53): "Σ",
}
"""What symbol fonts draw for codes that mean nothing without the font: ticked boxes, comparisons."""
FRAMES = frozenset({"txbxContent"})
OBJECTS = {"drawing": "图片或图形", "pict": "图片或图形", "object": "嵌入对象"}


@dataclass(slots=True)
class Words:
    """The text of a paragraph, the frames anchored in it, and whether it holds pictures or hidden text."""

    text: str
    frames: list[Element]
    pictures: int = 0
    objects: int = 0
    hidden: bool = False


def words_of(paragraph: Element) -> Words:
    """What ``paragraph`` says: insertions are in, deletions and codes of fields are out."""
    words = Words("", [])
    words.text = "".join(_pieces(paragraph, words))
    return words


def _pieces(element: Element, words: Words) -> Iterator[str]:
    for one in element:
        name = local(one)
        if name in DROPPED:
            continue
        if name in ("t", "delText"):
            yield one.text or ""
        elif name in CHARACTERS:
            yield CHARACTERS[name]
        elif name in SPECIAL:
            yield SPECIAL[name](one)
        elif name in FRAMES:
            words.frames.append(one)
        elif name == "r" and _is_hidden(one):
            words.hidden = True
        elif name == "f" and child(one, "num") is not None:
            yield from _fraction(one, words)
        else:
            words.pictures += name in ("blip", "imagedata")
            words.objects += name == "OLEObject"
            yield from _pieces(one, words)


def _fraction(element: Element, words: Words) -> Iterator[str]:
    yield "".join(_pieces(child(element, "num"), words))
    yield "/"
    yield "".join(_pieces(child(element, "den"), words))


def _break(element: Element) -> str:
    return "" if attribute(element, "type") in ("page", "column") else "\n"


def _symbol(element: Element) -> str:
    font, code = (attribute(element, "font") or "").lower(), attribute(element, "char") or ""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:  # symbol fonts live in the private area
        return SYMBOLS.get((font, number - 0xF000), "")
    return SYMBOLS.get((font, number)) or chr(number)


def _word_art(element: Element) -> str:
    return (attribute(element, "string") or "") + "\n"


SPECIAL: Mapping[str, Callable[[Element], str]] = {"br": _break, "sym": _symbol, "textpath": _word_art}


def _is_hidden(run: Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and value(run, "rPr", "vanish") not in ("0", "false", "off")
