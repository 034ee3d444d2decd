"""What is audited, listed once."""

from __future__ import annotations

import re

import pytest

from rsovisit.domain.audit import AuditKind, AuditTag


@pytest.mark.parametrize("tag", AuditTag)
def test_a_tag_is_noun_and_verb(tag: AuditTag) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z-]+", tag.value)


def test_the_acts_that_the_law_wants_logged_are_kinds() -> None:
    # Data Protection Act 2018, section 62(1).
    law = {"COLLECT", "ALTER", "CONSULT", "DISCLOSE", "COMBINE", "ERASE"}
    assert law <= {kind.value for kind in AuditKind}
