"""What each outcome and each disclosure means on the form."""

from __future__ import annotations

from rsovisit.domain.visit import Disclosure, Outcome
from ui.labels import label

_SEEN = (Outcome.SEEN_FULL, Outcome.SEEN_PARTIAL, Outcome.SEEN_ELSEWHERE)
_NOT_SEEN = tuple(outcome for outcome in Outcome if outcome not in (*_SEEN, Outcome.REMOTE))

MEANING = {
    Outcome.SEEN_FULL: "In person at the notified address, let in, every topic covered.",
    Outcome.SEEN_PARTIAL: "At the notified address, but not let in or not every topic covered.",
    Outcome.SEEN_ELSEWHERE: "At a station, a workplace, in the street: not a home visit.",
    Outcome.NO_REPLY: "Nobody came to the door.",
    Outcome.OUT: "Somebody else said that they were out.",
    Outcome.ACCESS_REFUSED: "They were there and did not let the officers in.",
    Outcome.NOT_RESIDENT: "They appear to have moved.",
    Outcome.CANNOT_VISIT: "In custody, in hospital, abroad or deceased.",
    Outcome.REMOTE: "Never counts as a visit.",
}
"""Source: domain.md section 3, visit outcome codes."""


def outcomes(*, attempt: bool) -> list[tuple[str, str]]:
    """The outcomes in the order offered: those of a failed attempt first, or last."""
    order = (*_NOT_SEEN, *_SEEN) if attempt else (*_SEEN, *_NOT_SEEN)
    return [(outcome.value, _short(outcome)) for outcome in (*order, Outcome.REMOTE)]


def raises(disclosure: Disclosure) -> str:
    """What ticking a disclosure raises."""
    if disclosure is Disclosure.CHILD_CONTACT:
        return "Referral and significant change, read within 1 working day"
    if disclosure.red_flag:
        return "Significant change; the return is read within 1 working day"
    return "Significant change for the ARMS officer"


def _short(outcome: Outcome) -> str:
    return "Seen in part" if outcome is Outcome.SEEN_PARTIAL else label(outcome)
