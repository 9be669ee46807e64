"""Who may do what: callers and their scopes, the guard at the door, limits, headers, the audit."""

from service.api.security.caller import Caller

__all__ = ["Caller"]
