"""A trained model → a version that the service can load: ONNX int8, tokenizer, half-precision checkpoint, manifest."""

import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.jit._trace import TracerWarning
from transformers import PreTrainedModel

from models.store import CHECKPOINT, NETWORK, TOKENIZER, write_manifest

OPSET = 17


class _Logits(torch.nn.Module):
    """``input_ids`` and ``attention_mask`` of shape ``[batch, length]`` → logits ``[batch, length, tags]``."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits; token types and positions are spelled out, so that the graph does not fix the traced length."""
        positions = torch.arange(input_ids.shape[1], device=input_ids.device).unsqueeze(0)
        logits: torch.Tensor = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
            position_ids=positions,
        ).logits
        return logits


def export_onnx(model: PreTrainedModel, path: Path) -> None:
    """Write ``model`` in single precision, with free batch and length."""
    model.set_attn_implementation("eager")
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    wrapper = _Logits(model).eval()  # an export puts a wrapper that is not .eval() back into training mode
    with warnings.catch_warnings():
        # The newer exporter loses the types of activations, and the int8 step then skips their weights.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", TracerWarning)
        warnings.filterwarnings("ignore", "Exporting aten::index", UserWarning)  # positions are never negative
        torch.onnx.export(
            wrapper,
            (ids, (ids != 1).long()),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask", "logits")},
            opset_version=OPSET,
            dynamo=False,
        )


def quantise(source: Path, target: Path) -> None:
    """Weights to int8 by channel, activations at run time: costs nothing measurable, unlike static ranges."""
    quantize_dynamic(str(source), str(target), per_channel=True, weight_type=QuantType.QInt8)


def export_version(model: PreTrainedModel, tokenizer: Path, target: Path, details: dict[str, Any]) -> None:
    """Write a whole version to the new folder ``target``; ``details`` go into its manifest.

    ``tokenizer``: the folder whose ``tokenizer.json`` the model was trained with.
    """
    target.mkdir(parents=True)
    with TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export_onnx(model.float(), full)
        quantise(full, target / NETWORK)
    shutil.copy(tokenizer / TOKENIZER, target / TOKENIZER)
    checkpoint = target / CHECKPOINT
    model.half().save_pretrained(checkpoint, safe_serialization=True)
    for name in (TOKENIZER, "tokenizer_config.json", "special_tokens_map.json"):
        if (tokenizer / name).is_file():
            shutil.copy(tokenizer / name, checkpoint / name)
    write_manifest(target, details)
