"""The page in Chinese: drop a report, see its facts and contradictions, correct them, take them along.

``routes`` are what it answers to; ``corrections`` (``edits``, ``fields``) turn what a person changed into entities and
records; ``views``, ``budget`` and ``comparison`` arrange what is shown. Templates and static files need no build step.
"""

from service.web.app import install

__all__ = ["install"]
