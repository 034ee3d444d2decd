"""Hands out empty import files."""

from __future__ import annotations

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid, Unavailable
from rsovisit.exchange.layouts import FileKind, template
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done
from rsovisit.services.commands.register import SaveTemplate


def save_template(act: Act, cmd: SaveTemplate) -> Done:
    """Write an import file's headings and example row. Raises Invalid, Unavailable."""
    if cmd.kind not in set(FileKind):
        raise Invalid(f"There is no import file of {cmd.kind}.", "kind")
    try:
        cmd.path.write_text(template(FileKind(cmd.kind)), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Unavailable(f"{cmd.path.name} cannot be written there.") from error
    act.note(AuditTag.TEMPLATE_SAVE, "register", kind=AuditKind.SETTING, file=cmd.kind)
    return Done(Changes(), cmd.path)
