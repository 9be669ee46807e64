"""A tiny random model, made in seconds: real files, real runtime, no knowledge."""

from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

from models.tags import TAGS
from training.encoder.vocabulary import LINE_BREAK, SPECIALS, build_tokenizer
from training.export import export_version

CHARACTERS = "年度预算收入支出决算完成率同比增长下降其中基本项目自评得分值企业家户个万亿元0123456789.,%，。：；（）▁"


def write_encoder(target: Path) -> Path:
    """A BertModel-shaped checkpoint with random weights and a vocabulary of single characters."""
    torch.manual_seed(7)
    pieces = [*SPECIALS, *dict.fromkeys(CHARACTERS), LINE_BREAK, "预算", "支出", "企业"]
    scores = [0.0] * len(SPECIALS) + [-5.0] * (len(pieces) - len(SPECIALS))
    model = BertForTokenClassification(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=512,
            id2label=dict(enumerate(TAGS)),
            label2id={tag: index for index, tag in enumerate(TAGS)},
            pad_token_id=1,
        )
    )
    model.save_pretrained(target)
    begin, pad, end, unknown = SPECIALS
    PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(pieces, scores),
        bos_token=begin,
        eos_token=end,
        pad_token=pad,
        unk_token=unknown,
    ).save_pretrained(target)
    return target


def load_network(encoder: Path) -> BertForTokenClassification:
    """The classifier in the checkpoint ``encoder``, ready to answer."""
    return BertForTokenClassification.from_pretrained(encoder).eval()


def write_version(encoder: Path, target: Path, **details: Any) -> Path:
    """``encoder`` exported as a model version in the new folder ``target``."""
    export_version(load_network(encoder), encoder, target, {"version": target.name, **details})
    return target
