"""Which reports of an archive to annotate next: where the model is likely wrong, and what teaches it about most."""

from training.suggestion.candidates import Candidate, Known, Left, candidates, sample
from training.suggestion.choosing import Choice, choose

__all__ = ["Candidate", "Choice", "Known", "Left", "candidates", "choose", "sample"]
