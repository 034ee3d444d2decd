"""Does one thing to a register again and again in a fresh process, to be killed in the middle.

Run with the register's address and one more argument; each line of standard input names what a new
child process is to do. Everything heavy is loaded once, so a child starts at once. Answers, a line
each: the child's number, whatever it says, `gone` when it has ended.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rsovisit.store.audit_chain import chain_hash, last_hash
from rsovisit.store.backup import backup, restore
from rsovisit.store.connect import Address
from rsovisit.store.migrate import migrate
from rsovisit.store.register import Register
from rsovisit.store.work import UnitOfWork

AUDIT = (
    "insert into audit_event"
    " (happened_at, kind, tag, actor, role, subject, case_id, detail, hash)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def say(text: str) -> None:
    """One line, in one piece."""
    os.write(1, f"{text}\n".encode())


def save(work: UnitOfWork, number: int) -> None:
    """One save: a row, a counter and an audited act, which stand or fall together."""
    work.run(
        "insert into case_event (case_id, happened_on, what, text, by)"
        " values (1, '2026-11-23', 'test', :text, '2417')",
        text=f"save {number}",
    )
    work.run("update register set epoch = :number", number=number)
    fields = ("2026-11-23T08:00:00.000+00:00", "ALTER", "visit:record", "2417", "npt_officer")
    row = (*fields, f"visit:{number}", 1, "{}")
    work.many(AUDIT, [(*row, chain_hash(last_hash(work.reader), row))])


def write(where: str, _: str) -> None:
    """Saves until killed, saying each number once it is committed."""
    register = Register.open(where)
    number = register.info.epoch
    while True:
        number += 1
        with register.work() as work:
            save(work, number)
            work.commit()
        say(str(number))


def put_back(where: str, other: str) -> None:
    """Restores a backup over a newer register."""
    say("begun")
    restore(Path(other), where, force=True)
    say("done")


def copy(where: str, other: str) -> None:
    """Writes a backup over an older one."""
    register = Register.open(where)
    say("begun")
    backup(register, Path(other))
    say("done")


def update(where: str, other: str) -> None:
    """Runs the migrations in a folder."""
    say("begun")
    migrate(Address.parse(where), scripts=Path(other))
    say("done")


DEEDS = {"write": write, "restore": put_back, "backup": copy, "migrate": update}


def main(where: str, other: str) -> None:
    """Starts a child for each line of standard input."""
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                DEEDS[line.strip()](where, other)
            except Exception as error:  # noqa: BLE001 - the test must see it
                say(f"failed: {error!r}")
            finally:
                os._exit(0)
        say(f"child {child}")
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
