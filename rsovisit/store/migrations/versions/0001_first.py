"""The first schema: every table, the audit triggers and the guards.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.String(32)
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer()),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("hash", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_case_id", "audit_event", ["case_id"])


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collar", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("collar", "form", "subject", name="uq_draft_collar_form_subject"),
    )


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("for_on", sa.Date(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_job_run"),
    )


def _register() -> None:
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("keeper_collar", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register"),
    )


def _saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collar", sa.String(), nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("collar", "screen", "name", name="uq_saved_view_collar_screen_name"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collar", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("area", sa.String()),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("collar", name="uq_staff_collar"),
    )


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("risk_level", WORD, nullable=False),
        sa.Column("risk_rank", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("managed_by", WORD, nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer()),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("last_visit_stated_on", sa.Date()),
        sa.Column("last_visit_on", sa.Date()),
        sa.Column("visit_interval_months", sa.Integer()),
        sa.Column("interval_reason", sa.String()),
        sa.Column("last_arms_on", sa.Date()),
        sa.Column("next_notification_on", sa.Date()),
        sa.Column("notification_ends_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("arms_due_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name="fk_case_file_officer_id"),
        sa.UniqueConstraint("case_ref", name="uq_case_file_case_ref"),
    )
    op.create_index("ix_case_file_area_due", "case_file", ["area", "due_on"])
    op.create_index("ix_case_file_arms_due", "case_file", ["arms_due_on"])
    op.create_index(
        "ix_case_file_due",
        "case_file",
        ["due_on", "risk_rank", "notification_ends_on", "risk_level"],
    )
    op.create_index("ix_case_file_officer_due", "case_file", ["officer_id", "due_on"])
    op.create_index("ix_case_file_status", "case_file", ["status"])


def _training() -> None:
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_training_staff_id"),
        sa.UniqueConstraint("staff_id", "kind", name="uq_training_staff_id_kind"),
    )


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_address_case_id"),
    )
    op.create_index("ix_address_case_id", "address", ["case_id"])


def _case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_event_case_id"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"])


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_names", sa.String()),
        sa.Column("date_of_birth", sa.Date()),
        sa.Column("national_ref", sa.String()),
        sa.Column("notes", sa.String()),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_identity"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_identity_case_id"),
    )


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visited_at", sa.String(), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("crew", sa.String(), nullable=False),
        sa.Column("crew_trained", sa.Boolean()),
        sa.Column("due_on_before", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("late_reason", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_visit_case_id"),
        sa.UniqueConstraint(
            "case_id",
            "visited_on",
            "visited_at",
            name="uq_visit_case_id_visited_on_visited_at",
        ),
    )
    op.create_index("ix_visit_visited_on", "visit", ["visited_on"])


def _visit_requirement() -> None:
    op.create_table(
        "visit_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_visit_requirement"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_visit_requirement_case_id"),
    )
    op.create_index("ix_visit_requirement_case_id", "visit_requirement", ["case_id"])


def _warning() -> None:
    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("level_since_on", sa.Date(), nullable=False),
        sa.Column("cleared_on", sa.Date()),
        sa.Column("cleared_why", sa.String()),
        sa.Column("decision", sa.String()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_level", WORD),
        sa.Column("plan_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_warning"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_warning_case_id"),
    )
    op.create_index("ix_warning_case_id", "warning", ["case_id"])
    op.create_index("ix_warning_cleared", "warning", ["cleared_on"])
    op.create_index(
        "uq_warning_open",
        "warning",
        ["case_id", "kind", "due_on"],
        unique=True,
        sqlite_where=sa.text("cleared_on is null"),
        postgresql_where=sa.text("cleared_on is null"),
    )


def _change() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("visit_id", sa.Integer()),
        sa.Column("note", sa.String()),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_change_case_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_change_visit_id"),
    )
    op.create_index("ix_change_case_id", "change", ["case_id"])


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("red_flag", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer()),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("assessor_id", sa.Integer()),
        sa.Column("npt_officer_id", sa.Integer()),
        sa.Column("asked", sa.String()),
        sa.Column("answer_due_on", sa.Date()),
        sa.Column("held_until_on", sa.Date()),
        sa.Column("hold_reason", sa.String()),
        sa.Column("locked_by", sa.String()),
        sa.Column("locked_at", INSTANT),
        sa.Column("done_on", sa.Date()),
        sa.Column("result", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.ForeignKeyConstraint(["assessor_id"], ["staff.id"], name="fk_task_assessor_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_task_case_id"),
        sa.ForeignKeyConstraint(["npt_officer_id"], ["staff.id"], name="fk_task_npt_officer_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_task_visit_id"),
        sa.UniqueConstraint("cause", name="uq_task_cause"),
    )
    op.create_index("ix_task_case_id", "task", ["case_id"])
    op.create_index("ix_task_state_assessor", "task", ["state", "assessor_id"])


def _visit_officer() -> None:
    op.create_table(
        "visit_officer",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "staff_id", name="pk_visit_officer"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_visit_officer_staff_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_visit_officer_visit_id"),
    )
    op.create_index("ix_visit_officer_staff_id", "visit_officer", ["staff_id"])


def _visit_text() -> None:
    op.create_table(
        "visit_text",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_visit_text"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_visit_text_visit_id"),
    )


def _warning_event() -> None:
    op.create_table(
        "warning_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("warning_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_warning_event"),
        sa.ForeignKeyConstraint(["warning_id"], ["warning.id"], name="fk_warning_event_warning_id"),
    )
    op.create_index("ix_warning_event_warning_id", "warning_event", ["warning_id"])


def _task_event() -> None:
    op.create_table(
        "task_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("before", sa.String()),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task_event"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_event_task_id"),
    )
    op.create_index("ix_task_event_happened_on", "task_event", ["happened_on"])
    op.create_index("ix_task_event_task_id", "task_event", ["task_id"])


# In this order a table comes after those it points at.
TABLES = {
    "audit_event": _audit_event,
    "draft": _draft,
    "job_run": _job_run,
    "register": _register,
    "saved_view": _saved_view,
    "staff": _staff,
    "case_file": _case_file,
    "training": _training,
    "address": _address,
    "case_event": _case_event,
    "identity": _identity,
    "visit": _visit,
    "visit_requirement": _visit_requirement,
    "warning": _warning,
    "change": _change,
    "task": _task,
    "visit_officer": _visit_officer,
    "visit_text": _visit_text,
    "warning_event": _warning_event,
    "task_event": _task_event,
}

# The functions are the program's own: see `rsovisit.store.audit_chain`.
SQLITE_AUDIT = (
    """
    create trigger audit_event_chained after insert on audit_event
    begin
        select raise(abort, 'an audit row must follow from the row before it')
        where new.hash is not rso_chain(
            iif(new.id = 1, '', (select hash from audit_event where id = new.id - 1)),
            new.happened_at, new.kind, new.tag, new.actor, new.role, new.subject,
            new.case_id, new.detail);
    end
    """,
    """
    create trigger audit_event_no_update before update on audit_event
    begin select raise(abort, 'audit rows are never changed'); end
    """,
    """
    create trigger audit_event_no_delete before delete on audit_event
    begin select raise(abort, 'audit rows are never deleted'); end
    """,
)
SQLITE_GUARD = """
    create trigger {table}_guard_{act} before {act} on {table} when 0
    begin select rso_program(); end
"""
POSTGRESQL_AUDIT = (
    """
    create function audit_event_stays() returns trigger language plpgsql as $$
    begin
        raise exception 'audit rows are never changed or deleted';
    end $$
    """,
    """
    create trigger audit_event_stays before update or delete on audit_event
    for each row execute function audit_event_stays()
    """,
    """
    create trigger audit_event_stays_whole before truncate on audit_event
    for each statement execute function audit_event_stays()
    """,
)


def upgrade() -> None:
    """Makes an empty register."""
    for make in TABLES.values():
        make()
    if op.get_bind().dialect.name == "postgresql":
        for text in POSTGRESQL_AUDIT:
            op.execute(text)
        return
    for text in SQLITE_AUDIT:
        op.execute(text)
    for table in TABLES:
        if table != "audit_event":
            for act in ("insert", "update", "delete"):
                op.execute(SQLITE_GUARD.format(table=table, act=act))


def downgrade() -> None:
    """Removes everything; triggers go with their tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function audit_event_stays()")
