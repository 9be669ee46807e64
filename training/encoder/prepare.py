"""The starting point of a training run: the packaged encoder, imported once, or a checkpoint by name or folder."""

from pathlib import Path

from transformers import AutoModel, AutoTokenizer

from training.config import TrainingConfig
from training.encoder.checkpoint import import_encoder
from training.encoder.q4 import packaged_file, read_packed

CACHE = Path(".cache") / "encoder"


def prepare_encoder(config: TrainingConfig, cache: Path = CACHE) -> Path:
    """The folder of the encoder's checkpoint and ``tokenizer.json``.

    A name that is no folder is looked up on the Hugging Face hub and saved in ``cache``; an empty name imports the
    packaged encoder. Raises ``OSError`` where the hub cannot be reached.
    """
    source = Path(config.encoder)
    if config.encoder and source.is_dir():
        return source
    target = cache / (config.encoder.replace("/", "--") or "packaged")
    if not (target / "tokenizer.json").is_file():
        if config.encoder:
            _download(config.encoder, target)
        else:
            import_encoder(read_packed(packaged_file()), target)
    return target


def _download(name: str, target: Path) -> None:
    AutoModel.from_pretrained(name).save_pretrained(target)
    AutoTokenizer.from_pretrained(name, use_fast=True).save_pretrained(target)
