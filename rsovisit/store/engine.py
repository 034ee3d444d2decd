"""SQLAlchemy engines, over connections that only `store.connect` makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from rsovisit.store.connect import WAIT_SECONDS, Address, connect


def make_engine(address: Address, *, wait: float = WAIT_SECONDS) -> Engine:
    """An engine for a register. Nothing is connected yet, so nothing is checked yet.

    Transactions on SQLite begin IMMEDIATE: they wait their turn at the start, where a deferred one
    would be refused halfway. Statements in errors and logs show no values.
    """
    if address.kind == "sqlite":
        return engine_over_file(lambda: connect(address, wait=wait))

    def creator() -> Any:
        connection = connect(address, wait=wait)
        # The driver, not the server, must hold the transaction open for SQLAlchemy.
        connection.autocommit = False
        return connection

    return create_engine(
        "postgresql+psycopg://",
        creator=creator,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        use_native_hstore=False,
    )


def engine_over_file(creator: Callable[[], Any], *, at_once: bool = True) -> Engine:
    """An engine over keyed SQLite connections made by `creator`.

    `at_once` False: transactions begin as readers, for an engine that only looks.
    """
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=creator,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
    )
    event.listen(engine, "begin", _begin_at_once if at_once else _begin)
    return engine


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin")
