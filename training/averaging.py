"""A running mean of the weights over the steps: steadier than the last step, and free."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

FILE = "running_mean.safetensors"


class RunningMean(TrainerCallback):
    """Keeps ``mean ← decay · mean + (1 - decay) · weights`` after every step; saved with each checkpoint.

    In the first steps the decay is held down to (1 + step) / (10 + step), so that the start is soon forgotten.
    """

    def __init__(self, decay: float) -> None:
        self._decay = decay
        self._mean: dict[str, torch.Tensor] = {}

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Start from the weights at hand, or from the mean of the checkpoint that the run goes on from."""
        folder = get_last_checkpoint(str(args.output_dir)) if state.global_step else None
        saved = Path(folder) / FILE if folder else None
        if saved and saved.is_file():
            self._mean = load_file(saved)
        else:
            self._mean = {name: weight.detach().clone() for name, weight in kwargs["model"].named_parameters()}

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Move the mean towards the weights of this step."""
        decay = min(self._decay, (1 + state.global_step) / (10 + state.global_step))
        with torch.no_grad():
            for name, weight in kwargs["model"].named_parameters():
                self._mean[name].lerp_(weight.detach(), 1 - decay)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Write the mean beside the checkpoint that was just saved."""
        folder = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}"
        if folder.is_dir():
            save_file(self._mean, folder / FILE)

    def copy_to(self, model: PreTrainedModel) -> None:
        """Put the mean in place of the weights of ``model``."""
        with torch.no_grad():
            for name, weight in model.named_parameters():
                weight.copy_(self._mean[name])
