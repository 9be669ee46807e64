"""The parts that the formats share: places in JSON, labels, encodings, tags, archives."""

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import CorpusError
from corpora.formats import Findings, Format, Labels, Options, PlacedError, read_data, read_labels
from corpora.formats import conll_tags as tags
from corpora.formats.files import File, read_files, unpack
from corpora.formats.json_nodes import nodes
from corpora.formats.labels import nearest
from models.labels import Label

JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def file(content: str | bytes, name: str = "x.json") -> File:
    return File(Path(name), content if isinstance(content, bytes) else content.encode(), name)


def paths(value: object) -> list[tuple[int | str, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(), *((key, *rest) for key, inner in members for rest in paths(inner))]


@given(st.lists(JSON, min_size=1, max_size=3), st.sampled_from([None, 1]))
def test_every_json_value_is_found_at_its_line_and_column(values: list[object], indent: int | None) -> None:
    source = json.dumps(values, ensure_ascii=False, indent=indent)
    for node, value in zip(nodes([file(source)], Findings()), values, strict=True):
        for path in paths(value):
            inner: object = value
            for step in path:
                inner = inner[step]  # type: ignore[index]
            place = node.at(path)
            rest = "\n".join(source.split("\n")[place.line - 1 :])[place.column - 1 :]
            assert json.JSONDecoder().raw_decode(rest)[0] == inner


def test_a_value_that_is_missing_is_placed_at_the_innermost_one_that_exists() -> None:
    (node,) = nodes([file('[{"a": {"b": 1}}]')], Findings())
    assert (node.at(("a", "c", 3)).column, node.at(("a", "b")).column) == (8, 14)


def test_objects_over_several_lines_one_after_another_are_read() -> None:
    found = [node.value for node in nodes([file('{\n "a": 1\n}\n{"a": 2}\n')], Findings())]
    assert found == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("AMOUT", Label.AMOUNT),
        ("金额", Label.AMOUNT),
        ("full mark", Label.FULL_MARK),
        ("指标名", Label.INDICATOR),
        ("狗", None),
    ],
)
def test_the_nearest_known_label_is_suggested(word: str, label: Label | None) -> None:
    assert nearest(word) is label


@pytest.mark.parametrize("content", ["", "labels = 3", "[labels]\n金额 = 1", "坏", '[labels]\n"a" = "AMOUT"'])
def test_a_mapping_that_cannot_be_used_says_which_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"labels\.toml："):
        read_labels(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_a_text_file_is_read_in_the_encodings_of_chinese_tools(encoding: str) -> None:
    assert file("基本支出为9万元".encode(encoding)).text() == "基本支出为9万元"


def test_a_damaged_byte_is_placed_and_not_taken_for_another_encoding() -> None:
    with pytest.raises(PlacedError, match="2:3: 此处不是 UTF-8 的字符"):
        file("第一行\n两字".encode() + b"\xff" + "之后的内容".encode() * 30).text()


def test_an_archive_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpora.formats.files.LARGEST", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "甲" * 2000)
    with pytest.raises(PlacedError, match="压缩包解开后超过"):
        unpack(Path("x.zip"), packed.getvalue())


def test_hidden_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "a.txt", "__MACOSX/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [found.name for found in read_files(tmp_path)] == ["a.txt"]


@pytest.mark.parametrize("data", [b"", b"x\x9c", zlib.compress(b"\x80"), zlib.compress(b"nothing of spaCy")])
def test_what_is_no_docbin_is_left_out_as_a_file(data: bytes) -> None:
    findings = Findings()
    assert read_data([file(data, "x.spacy")], Format.SPACY, findings) == []
    (finding,) = findings
    assert str(finding).startswith("x.spacy:1:1: 不是 spaCy 的 DocBin")


@given(st.lists(st.sampled_from(["", "A", "B"]), max_size=12), st.sampled_from(tags.Scheme))
def test_tags_give_back_the_spans_that_they_were_made_of(labels: list[str], scheme: tags.Scheme) -> None:
    spans = [(n * 2, n * 2 + 1 + (n % 2), label) for n, label in enumerate(labels) if label]
    written = tags.encode(2 * len(labels), spans, scheme)
    read = [tag for word in written if (tag := tags.read_tag(word)) is not None]
    assert list(tags.decode(read, lambda index: pytest.fail(f"stray {index}"))) == spans


BRAT = [
    ("0 2;3 5", "收入 总计", ["收入\n总计"]),
    ("1 3;4 6", "收入 总计", ["收入\n总计"]),  # a byte order mark was counted
    ("0 2;6 8", "收入 9元", []),
]


@pytest.mark.parametrize(("offsets", "surface", "expected"), BRAT)
def test_fragments_of_brat_are_one_span_where_only_a_line_end_parts_them(
    offsets: str, surface: str, expected: list[str]
) -> None:
    files = [file("收入\n总计为9元", "a.txt"), file(f"T1\tINDICATOR {offsets}\t{surface}\n", "a.ann")]
    (report,) = read_data(files, Format.BRAT, Findings())
    assert [entity.text for entity in report.entities] == expected


def test_predictions_are_read_where_they_are_asked_for_only() -> None:
    result = {"type": "labels", "to_name": "text", "value": {"start": 1, "end": 3, "text": "9分", "labels": ["SCORE"]}}
    task = file(json.dumps([{"id": 1, "data": {"text": "得9分"}, "predictions": [{"result": [result]}]}]))
    assert read_data([task], Format.LABEL_STUDIO, Findings()) == []
    (report,) = read_data([task], Format.LABEL_STUDIO, Findings(), Labels(), Options(predictions=True))
    assert [entity.text for entity in report.entities] == ["9分"]


SPANS = ["label", "labels", "entities", "annotations", "spans", "tokens", "result", "predictions"]
NAMES = st.sampled_from([*SPANS, "text", "data", "value", "start", "end", "answer", "meta", "id"])
SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 9)
    | st.floats(allow_nan=False)
    | st.sampled_from(["得9分", "SCORE", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)


@given(st.lists(SHAPES, max_size=3), st.sampled_from([Format.DOCCANO, Format.LABEL_STUDIO, Format.PRODIGY]))
def test_no_json_however_misshapen_ends_an_import(values: list[object], format: Format) -> None:
    findings = Findings()
    read_data([file(json.dumps(values))], format, findings, Labels(), Options(predictions=True))
    read_data([file("\n".join(map(json.dumps, values)))], format, findings)


@given(
    st.text("B-IESO AMOUNT\t\n⟦⟧|\\T1;0 1\r#=\ufeff-DOCSTART", max_size=60),
    st.sampled_from([Format.CONLL, Format.BRAT, Format.INLINE]),
)
def test_no_text_however_garbled_ends_an_import(content: str, format: Format) -> None:
    files = [file(content, "a.txt"), file(content, "a.ann"), file(content, "a.json")]
    read_data(files, format, Findings())
