"""What can keep a retraining from beginning or from going on."""

from service.errors import JixiError


class RetrainError(JixiError):
    """A retraining that cannot be done as it was asked for."""

    kind = "retraining-failed"
    title = "无法再训练"


class RunBusyError(RetrainError):
    """Another process works in the same run folder."""

    kind = "retraining-busy"
    title = "再训练正在进行"
