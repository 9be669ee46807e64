"""The command line: a thin skin over the pipeline. Nothing here knows how a record is made."""

from service.cli.app import main
from service.cli.commands import register

__all__ = ["main", "register"]
