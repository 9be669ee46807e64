"""Training starts from the packaged encoder or from any Hugging Face checkpoint."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoModel, BertConfig, BertModel, PreTrainedTokenizerFast

from corpora.inline import parse
from models.alignment import piece_range
from models.pieces import PieceTokenizer
from models.segmenter import borders
from training.config import TrainingConfig
from training.encoder.checkpoint import import_encoder
from training.encoder.prepare import prepare_encoder
from training.encoder.q4 import Architecture, PackedEncoder, dequantise, read_packed
from training.encoder.vocabulary import LINE_BREAK, build_tokenizer, kept_rows
from training.fit import load_encoder
from training.run import propose

MARKED = "2023年⟦INDICATOR|基本支出⟧⟦AMOUNT|1,200万元⟧，⟦CHANGE|同比增长⟧⟦RATE|12.5%⟧。\n⟦INDICATOR|企业⟧ ⟦COUNT|30 家⟧"


def packed(layers: int = 2) -> PackedEncoder:
    """A packed encoder of the real layout with random tensors and a handful of pieces."""
    pieces = ("<s>", "<pad>", "</s>", "<unk>", "▁", "支出", "支出为", "12", "1", "万元", "▁the", "，")
    sizes = Architecture(8, layers, 2, 16, len(pieces), 32, 2, 1e-12)
    rng = np.random.default_rng(0)
    shapes = {"emb.word": (len(pieces), 8), "emb.pos": (32, 8), "emb.type": (2, 8), "emb.ln.w": (8,), "emb.ln.b": (8,)}
    for layer in range(layers):
        for name, shape in {"q": (8, 8), "k": (8, 8), "v": (8, 8), "ao": (8, 8), "fi": (16, 8), "fo": (8, 16)}.items():
            shapes[f"l{layer}.{name}.w"] = shape
            shapes[f"l{layer}.{name}.b"] = shape[:1]
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.w": (8,), f"l{layer}.{name}.b": (8,)}
    tensors = {name: rng.normal(size=shape).astype(np.float32).reshape(-1) for name, shape in shapes.items()}
    return PackedEncoder(sizes, pieces, tuple(-float(place) for place in range(len(pieces))), tensors)


def write_wordpiece(target: Path) -> Path:
    """A checkpoint with another family's tokenizer: WordPiece, ``[CLS]`` and ``[SEP]``."""
    text = parse(MARKED).text
    vocabulary = {
        token: place for place, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted({*text} - {*" \n"})])
    }
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(target)
    sizes = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(vocabulary), **sizes), add_pooling_layer=False).save_pretrained(target)
    return target


def test_four_bit_blocks_become_the_weights_that_they_stand_for() -> None:
    scale = np.float16(0.5).tobytes()
    nibbles = bytes(low | high << 4 for low, high in zip(range(16), reversed(range(16)), strict=True))
    expected = [(low - 8) * 0.5 for low in range(16)] + [(high - 8) * 0.5 for high in reversed(range(16))]
    assert dequantise(scale + nibbles).tolist() == expected


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match="E5S1"):
        read_packed(tmp_path / "other.bin")


def test_pieces_that_would_hide_a_border_are_dropped() -> None:
    source = packed()
    kept = [source.pieces[row] for row in kept_rows(source.pieces)]
    assert "支出" in kept
    assert not {"支出为", "12", "▁the"} & {*kept}


def test_the_imported_checkpoint_keeps_the_rows_of_its_pieces(tmp_path: Path) -> None:
    source = packed()
    import_encoder(source, tmp_path)
    words = AutoModel.from_pretrained(tmp_path).get_input_embeddings().weight
    rows = kept_rows(source.pieces)
    expected = torch.from_numpy(source.tensors["emb.word"].reshape(-1, 8)[rows])
    assert torch.equal(words[:-1], expected)
    assert PieceTokenizer.load(tmp_path)("\n").ids.tolist() == [len(rows)]


def test_only_the_first_layers_are_taken(tmp_path: Path) -> None:
    import_encoder(packed(layers=3), tmp_path)
    assert load_encoder(tmp_path, TrainingConfig(layers=1)).config.num_hidden_layers == 1


def test_a_checkpoint_of_another_family_works_by_its_folder(tmp_path: Path) -> None:
    source = prepare_encoder(TrainingConfig(encoder=str(write_wordpiece(tmp_path))))
    tokenizer, parsed = PieceTokenizer.load(source), parse(MARKED)
    pieces = tokenizer(parsed.text, borders(parsed.text, *propose(parsed.text)))
    assert all(piece_range(pieces, entity.start, entity.end) for entity in parsed.entities)
    logits = load_encoder(source, TrainingConfig(layers=2))(
        torch.tensor([[tokenizer.begin, *pieces.ids, tokenizer.end]])
    ).logits
    assert logits.shape == (1, len(pieces) + 2, 23)


def test_line_breaks_and_blanks_are_pieces_of_their_own() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", LINE_BREAK, "分", "值"]
    encoding = build_tokenizer(pieces, [0.0] * 4 + [-1.0] * 4).encode("分值\n  分", add_special_tokens=False)
    assert encoding.tokens == ["分", "值", "\n", "▁", "分"]
    assert encoding.offsets[3][1] == 5
