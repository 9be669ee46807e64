"""Further pretraining reads unlabelled prose and leaves an encoder that a training run can start from."""

from pathlib import Path

import pytest
import torch

from models.pieces import PieceTokenizer
from tests.tiny import write_encoder
from training.adapt import AdaptConfig, MaskedPieces, adapt, windows
from training.config import TrainingConfig
from training.fit import load_encoder

PROSE = "年度预算收入完成，基本支出同比增长。企业支出决算12.5万元，预算完成率增长。" * 12


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder"))


def test_windows_hold_every_piece_once(encoder: Path) -> None:
    tokenizer = PieceTokenizer.load(encoder)
    rows = list(windows([PROSE], tokenizer, 40))
    assert all(row[0] == tokenizer.begin and row[-1] == tokenizer.end and len(row) <= 40 for row in rows)
    assert sum(len(row) - 2 for row in rows) == len(next(windows([PROSE], tokenizer, 10**6))) - 2


def test_the_loss_counts_masked_places_alone(encoder: Path) -> None:
    model = MaskedPieces.from_pretrained(encoder).eval()
    ids = torch.tensor([[0, 5, 6, 7, 2]])
    labels = torch.tensor([[-100, -100, 6, -100, -100]])
    with torch.no_grad():
        full = model.cls(model.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state)
        loss = model(ids, torch.ones_like(ids), labels).loss
    assert loss is not None
    assert torch.isclose(loss, torch.nn.functional.cross_entropy(full[0, 2:3], torch.tensor([6])), atol=1e-5)


def test_an_adapted_encoder_is_one_to_train_from(encoder: Path, tmp_path: Path) -> None:
    target = tmp_path / "adapted"
    loss = adapt(encoder, [PROSE], target, AdaptConfig(layers=1, batch=4, length=48))
    assert loss > 0
    assert PieceTokenizer.load(target)
    before = MaskedPieces.from_pretrained(encoder).bert.embeddings.word_embeddings.weight
    model = load_encoder(target, TrainingConfig(layers=1))
    assert not torch.equal(model.get_input_embeddings().weight, before)
