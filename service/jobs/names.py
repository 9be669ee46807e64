"""What workers and those who give them work agree on."""

from service.store.task import TaskKind

APPLICATION = "jixi"
VERSION = "1"
"""Of the workflows: raised only where one that was begun before cannot be gone on with after."""

EXTRACT, TRAIN, WEBHOOK = (f"{APPLICATION}-{name}" for name in ("extract", "train", "webhook"))
"""The queues; each holds workflows of its own name."""
QUEUES = {TaskKind.EXTRACT: EXTRACT, TaskKind.TRAIN: TRAIN}


def webhook_of(task: str) -> str:
    """The workflow that tells of the end of ``task``."""
    return f"{task}-webhook"
