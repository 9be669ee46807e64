"""The HTTP API: a thin skin over the pipeline. Nothing here knows how a record is made."""

from service.api.app import create_app

__all__ = ["create_app"]
