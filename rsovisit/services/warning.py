"""Decisions on warnings."""

from __future__ import annotations

from rsovisit.domain.audit import AuditTag
from rsovisit.errors import Invalid
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.warning import DecideWarning
from rsovisit.services.finding import case_by_id, id_of
from rsovisit.store.records import WarningEventRecord, WarningRecord


def decide_warning(act: Act, cmd: DecideWarning) -> Done:
    """Record a decision on an open warning; it stays open. Raises Invalid, Stale."""
    warning: WarningRecord = act.work.fetch(WarningRecord, cmd.warning_id, seen=cmd.seen_version)
    case_by_id(act, warning.case_id)
    reason = cmd.reason.strip()
    today = act.asking.today
    if warning.cleared_on is not None:
        raise Invalid("This warning has been cleared already: the visit was made or moved.")
    if len(reason) < 10:
        raise Invalid("Give the decision and its reason in a sentence.", "reason")
    if cmd.plan_on is not None and cmd.plan_on < today:
        raise Invalid("The planned date has passed already.", "plan_on")
    warning.decision = reason
    warning.decided_on = today
    warning.decided_by = act.actor.collar
    warning.decided_level = warning.level
    warning.plan_on = cmd.plan_on
    act.work.add(warning)
    act.work.add(
        WarningEventRecord(
            warning_id=id_of(warning),
            happened_on=today,
            what="decided",
            level=warning.level,
            by=act.actor.collar,
            reason=reason,
        )
    )
    act.note(
        AuditTag.WARNING_DECIDE,
        f"warning:{warning.id}",
        warning.case_id,
        plan_on=cmd.plan_on,
    )
    return Done(Changes.of(Topic.WARNINGS), warning.id)
