"""The four ways a request can fail that are not our bug; each carries a sentence for an officer."""


class RsoVisitError(Exception):
    """Base of every failure whose text may be shown to an officer as it stands."""

    exit_code = 1


class Refused(RsoVisitError):
    """The person asking is not permitted to do this."""


class Invalid(RsoVisitError):
    """Something in the request can be put right; `field` names it where there is one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Stale(RsoVisitError):
    """The record was changed by someone else after it was read; nothing was overwritten."""


class Unavailable(RsoVisitError):
    """The register cannot be had: locked, missing, wrong key, newer, no server, full disk."""

    exit_code = 3
