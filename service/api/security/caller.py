"""Who is asking."""

from dataclasses import dataclass, field

from starlette.types import Scope as Connection

from service.api.errors import ForbiddenError, UnauthenticatedError
from service.store import Scope

CHINESE = {Scope.EXTRACT: "抽取", Scope.ANNOTATE: "标注", Scope.TRAIN: "训练", Scope.ADMIN: "管理"}
LOCAL = "local"
"""The owner of what is asked for on the machine itself without a key."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking: ``owner`` owns what comes of it. ``bucket`` is what its limits are counted under.

    An anonymous caller has no scopes and no owner.
    """

    owner: str
    scopes: frozenset[Scope]
    bucket: str = field(compare=False, default="")

    @property
    def known(self) -> bool:
        """Whether the caller said who it is, or is on the machine itself."""
        return bool(self.owner)

    @property
    def reach(self) -> str | None:
        """Whose tasks it may see: its own, or everybody's (``None``)."""
        return None if Scope.ADMIN in self.scopes else self.owner

    def require(self, scope: Scope) -> None:
        """Raises ``UnauthenticatedError`` or ``ForbiddenError`` where the caller has not ``scope``."""
        self.require_known()
        if not self.scopes & {scope, Scope.ADMIN}:
            raise ForbiddenError(f"这个密钥没有“{CHINESE[scope]}”（{scope}）权限；请向管理员索取。")

    def require_known(self) -> None:
        """Raises ``UnauthenticatedError`` for an anonymous caller."""
        if not self.known:
            raise UnauthenticatedError(
                "除本机以外，请求须带密钥：X-Api-Key 或 Authorization: Bearer；请向管理员索取（jixi key create）。"
            )


def anonymous(address: str) -> Caller:
    """Someone at ``address`` who has not said who it is."""
    return Caller("", frozenset(), f"address:{address}")


def local() -> Caller:
    """The machine itself."""
    return Caller(LOCAL, frozenset(Scope), LOCAL)


def caller_of(connection: Connection) -> Caller:
    """The caller that ``Identify`` has found out."""
    caller = connection["state"]["caller"]
    assert isinstance(caller, Caller)
    return caller
