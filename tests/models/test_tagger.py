"""The tagger answers for every position of any text, with the runtime of the service."""

import shutil
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.store import StoreError, write_manifest
from models.tagger import Tagger
from tests.tiny import load_network

PARAGRAPH = "2023年度支出决算4,506万元，其中基本支出1,200万元，项目支出3,306万元，同比增长12.5%。\n"


@pytest.fixture(scope="module")
def tagger(tiny_version: Path) -> Tagger:
    return Tagger.load(tiny_version)


@settings(max_examples=30)
@given(text=st.text(alphabet="预算支出企业1,2 \n万元，。家𠮷㎡\u200b", max_size=200))
def test_every_entity_is_the_slice_that_it_says_and_none_overlap(tagger: Tagger, text: str) -> None:
    entities = tagger.tag(text)
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert all(left.end <= right.start for left, right in pairwise(entities))
    assert all(0 <= entity.confidence <= 1.0001 for entity in entities)


def test_a_text_of_nothing_but_unknown_or_blank_characters_gives_no_error(tagger: Tagger) -> None:
    assert tagger.tag("") == []
    assert isinstance(tagger.tag("\u200b\u200b"), list)
    assert isinstance(tagger.tag("𠮷" * 50), list)


def test_blank_lines_at_the_end_change_nothing(tagger: Tagger) -> None:
    text = "支出3,268.4万元，执行率97.4%。\n共5项。"
    assert tagger.tag(text + "\n \n") == tagger.tag(text)


def test_a_text_far_longer_than_a_window_is_read_to_its_end(tagger: Tagger) -> None:
    text = PARAGRAPH * 120
    assert max(entity.end for entity in tagger.tag(text)) > len(text) - 2 * len(PARAGRAPH)


def test_threads_that_share_a_tagger_get_the_answers_of_a_single_one(tagger: Tagger) -> None:
    texts = [PARAGRAPH * count for count in (1, 3, 7, 12)]
    alone = [tagger.tag(text) for text in texts]
    together: list[object] = [None] * len(texts)

    def answer(place: int) -> None:
        together[place] = tagger.tag(texts[place])

    threads = [threading.Thread(target=answer, args=(place,)) for place in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_a_network_that_the_runtime_cannot_run_is_refused_by_name(tiny_version: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny_version, tmp_path / "broken"))
    (broken / "model.onnx").write_bytes(b"not a network")
    (broken / "manifest.json").unlink()
    write_manifest(broken, {"version": "broken"})
    with pytest.raises(StoreError, match="无法运行"):
        Tagger.load(broken)


def test_the_spacy_document_carries_the_same_entities(tagger: Tagger) -> None:
    doc = tagger.document(PARAGRAPH)
    entities = tagger.tag(PARAGRAPH)
    assert doc.text == PARAGRAPH
    assert [(span.start_char, span.end_char, span.label_) for span in doc.ents] == [
        (entity.start, entity.end, str(entity.label)) for entity in entities
    ]


def test_the_exported_network_ranks_tags_as_the_trained_one_does(tiny_version: Path, tiny_encoder: Path) -> None:
    session = onnxruntime.InferenceSession(str(tiny_version / "model.onnx"), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 5, 9, 12, 30, 2], [0, 7, 8, 2, 1, 1]], dtype=np.int64)
    mask = (ids != 1).astype(np.int64)
    (exported,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    with torch.no_grad():
        trained = load_network(tiny_encoder)(torch.from_numpy(ids), torch.from_numpy(mask)).logits.numpy()
    assert np.abs(exported - trained)[mask == 1].max() < 0.05
