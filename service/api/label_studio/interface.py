"""The labelling interface of a project, as far as it matters here: which text is marked, with which labels.

Label Studio describes it in XML: ``<View><Labels name="label" toName="text"><Label value="AMOUNT"/></Labels>
<Text name="text" value="$text"/></View>``. Its results name the tags by ``from_name`` and ``to_name``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from models.labels import Label
from service.api.errors import RequestError
from service.wording import label_name

ENGLISH = {label.value: label for label in Label}
CHINESE = {label_name(label): label for label in Label}
_FIELD = re.compile(r"\$([\w.\-]+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """How the interface writes one of our labels: the tag that it belongs to, and its word there."""

    from_name: str
    word: str


@dataclass(frozen=True, slots=True)
class Interface:
    """``field`` of a task's data is the text, ``to_name`` the tag that shows it; ``choices`` by our labels."""

    to_name: str
    field: str
    choices: Mapping[str, Choice]

    def label(self, word: str) -> str | None:
        """Our label for a word of the interface."""
        return next((label for label, choice in self.choices.items() if choice.word == word), None)

    @property
    def own(self) -> Mapping[str, str]:
        """The labels beyond the guide that the interface has, with its words for them."""
        return {label: choice.word for label, choice in self.choices.items() if label not in ENGLISH}


def read_interface(xml: str) -> Interface:
    """The interface that ``xml`` describes; raises ``RequestError`` where no text can be marked in it."""
    root = _parsed(xml)
    texts = {tag.get("name", ""): tag for tag in root.iter("Text") if tag.get("valueType", "text") == "text"}
    for to_name, tag in texts.items():
        field = _FIELD.fullmatch(tag.get("value", "").strip())
        groups = [group for group in root.iter("Labels") if to_name in group.get("toName", "").split(",")]
        choices = dict(_choices(groups))
        if field and choices:
            return Interface(to_name, field[1], choices)
    raise RequestError(
        '标注界面中没有可用的文本：需要 <Text name="text" value="$text"/>，以及 toName 指向它的 <Labels>，'
        f"其中的标签如 {Label.AMOUNT}、{label_name(Label.AMOUNT)}。网址（valueType=url）与 HyperText 不能预标。"
    )


def _parsed(xml: str) -> "etree._Element":
    """Without entities, schemas or anything from elsewhere."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(xml.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RequestError("标注界面不是合法的 XML；请在项目设置中检查。") from error
    if root.getroottree().docinfo.doctype:
        raise RequestError("标注界面不能有 DOCTYPE。")
    return root


def _choices(groups: Sequence["etree._Element"]) -> Iterator[tuple[str, Choice]]:
    """Our labels in ``groups``. A word that is neither a label nor the Chinese name of one is a label of its own where
    it can be; others are passed over."""
    for group in groups:
        for tag in group.iter("Label"):
            word = tag.get("alias") or tag.get("value", "")
            label = ENGLISH.get(word) or CHINESE.get(word) or CHINESE.get(tag.get("value", ""))
            if label is not None or Label.can_be(word):
                yield str(label or word), Choice(group.get("name", ""), word)
