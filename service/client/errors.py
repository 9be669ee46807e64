"""What a call may fail with."""

from service.errors import JixiError
from service.protocol import Problem


class ProblemError(JixiError):
    """The service said no; ``problem`` is what it said, ``problem.type`` what programs go by."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status


class UnreachableError(JixiError):
    """No answer came, or none that is from this service."""

    kind = "unreachable"
    title = "服务没有应答"
