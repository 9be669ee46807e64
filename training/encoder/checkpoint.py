"""Turn the packed encoder into a Hugging Face checkpoint with a pruned vocabulary."""

from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training.encoder.q4 import Architecture, PackedEncoder, Weights
from training.encoder.vocabulary import LINE_BREAK, SPECIALS, build_tokenizer, kept_rows

_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def import_encoder(packed: PackedEncoder, target: Path) -> None:
    """Write the encoder to ``target`` as a BertModel checkpoint with its pruned tokenizer.

    A piece for the line break is added: its embedding starts as that of the blank, since XLM-R knows no line break.
    """
    rows = kept_rows(packed.pieces)
    pieces = [packed.pieces[row] for row in rows] + [LINE_BREAK]
    scores = [packed.scores[row] for row in rows] + [0.0]
    rows.append(packed.pieces.index("▁"))
    model = BertModel(_config(packed.architecture, len(pieces)), add_pooling_layer=False)
    model.load_state_dict(_state(packed, rows))
    target.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(target)
    _save_tokenizer(pieces, scores, target)


def _config(sizes: Architecture, vocabulary: int) -> BertConfig:
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.feed_forward,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        hidden_act="gelu",
        pad_token_id=SPECIALS.index("<pad>"),
        bos_token_id=SPECIALS.index("<s>"),
        eos_token_id=SPECIALS.index("</s>"),
    )


def _state(packed: PackedEncoder, rows: list[int]) -> dict[str, torch.Tensor]:
    sizes, tensors = packed.architecture, packed.tensors
    words = tensors["emb.word"].reshape(sizes.vocabulary, sizes.hidden)[np.asarray(rows)]
    state = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(sizes.positions, sizes.hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(sizes.types, sizes.hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(sizes.layers):
        for short, name in _NAMES.items():
            for kind, suffix in _KINDS.items():
                flat = tensors[f"l{layer}.{short}.{kind}"]
                state[f"encoder.layer.{layer}.{name}.{suffix}"] = _shaped(flat, short, kind, sizes)
    return {name: torch.from_numpy(np.array(weights)) for name, weights in state.items()}


def _shaped(flat: Weights, short: str, kind: str, sizes: Architecture) -> Weights:
    if kind == "b" or short.endswith("ln"):
        return flat
    return flat.reshape((sizes.feed_forward, -1) if short == "fi" else (sizes.hidden, -1))


def _save_tokenizer(pieces: list[str], scores: list[float], target: Path) -> None:
    tokenizer = build_tokenizer(pieces, scores)
    begin, pad, end, unknown = SPECIALS
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=begin, eos_token=end, pad_token=pad, unk_token=unknown
    ).save_pretrained(target)
