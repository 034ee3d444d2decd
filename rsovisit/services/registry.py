"""Which function carries out which command. Loaded by name, so that opening stays quick."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from rsovisit.services.commands import case, demo, register, task, visit, warning
from rsovisit.services.commands.command import Command

HANDLERS: dict[type[Command], str] = {
    visit.RecordVisit: "rsovisit.services.visit:record_visit",
    visit.ReportChange: "rsovisit.services.visit:report_change",
    case.AllocateCases: "rsovisit.services.case:allocate_cases",
    warning.RaiseWarnings: "rsovisit.services.sweep:raise_warnings",
    warning.DecideWarning: "rsovisit.services.warning:decide_warning",
    task.TakeNext: "rsovisit.services.task:take_next",
    task.LockTask: "rsovisit.services.task:lock_task",
    task.ReleaseTask: "rsovisit.services.task:release_task",
    task.AcceptTask: "rsovisit.services.task:accept_task",
    task.TaskToNpt: "rsovisit.services.task:task_to_npt",
    task.AnswerTask: "rsovisit.services.task:answer_task",
    task.HoldTask: "rsovisit.services.task:hold_task",
    task.ResumeTask: "rsovisit.services.task:resume_task",
    task.ReallocateTasks: "rsovisit.services.task:reallocate_tasks",
    task.UndoTask: "rsovisit.services.task:undo_task",
    register.ImportFile: "rsovisit.services.imports:import_file",
    register.SaveTemplate: "rsovisit.services.templates:save_template",
    register.ExportVisits: "rsovisit.services.exports:export_visits",
    register.SaveView: "rsovisit.services.view:save_view",
    register.DeleteView: "rsovisit.services.view:delete_view",
    register.SaveDraft: "rsovisit.services.view:save_draft",
    register.DropDraft: "rsovisit.services.view:drop_draft",
    demo.InventRegister: "rsovisit.demo.load:invent_register",
    register.MakeBackup: "rsovisit.services.upkeep:make_backup",
    register.RememberRestore: "rsovisit.services.upkeep:remember_restore",
}


def handler(command: type[Command]) -> Callable[..., Any]:
    """The use-case of a command."""
    module, _, function = HANDLERS[command].partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
