"""The versions of the model that an installation has, which of them is in use, and which were before."""

from models.registry.journal import Journal, Switch
from models.registry.registry import Listed, Registry, default_home

__all__ = ["Journal", "Listed", "Registry", "Switch", "default_home"]
