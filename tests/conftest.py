"""What holds for every test: no screen, no real home, repeatable chance, no thread left behind."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.support")

pytest_plugins = ["tests.support.postgres"]

# Before anything imports Qt or looks for a register.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# As the program names it: set on a running application, a style dresses every widget anew.
os.environ["QT_STYLE_OVERRIDE"] = "Fusion"
_HOME = Path(tempfile.mkdtemp(prefix="rsovisit-tests-"))
# The suite writes only here: never to the person's own register, settings or caches.
for _variable in ("RSOVISIT_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
    os.environ[_variable] = str(_HOME / _variable.lower())
# Qt warns where this is missing or open to others.
os.environ["XDG_RUNTIME_DIR"] = str(_HOME)
for _variable in ("RSOVISIT_REGISTER", "PGHOST", "PGPASSWORD", "PGSERVICE", "PGUSER"):
    os.environ.pop(_variable, None)

# CI repeats the same examples each run; at a desk each run looks elsewhere.
settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=100,
    derandomize=True,
    database=None,
    print_blob=True,
    # Two busy cores are slow at times; that is no fault of a strategy.
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_unconfigure() -> None:
    """Removes the session's home."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Words a failure without collecting garbage meanwhile.

    WORKAROUND https://github.com/python/cpython/issues/106905, remove when the oldest Python is
    3.11.8: a collection while a failed test's source is parsed ends the whole run.
    """
    # An open window has it off already, and means it to stay off.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        if was_on:
            gc.enable()


@pytest.fixture(scope="session")
def session_home() -> Path:
    """The folder under which this session's homes lie."""
    return _HOME


@pytest.fixture(autouse=True)
def _garbage_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test's windows leave behind is destroyed here, never on a later test's threads.

    See `ui.garbage`: a widget that another thread's collector finds ends or stops the whole run.
    """
    if "qapp" in request.fixturenames:
        from tests.support.qt import destroy_what_is_left

        gc.disable()
        yield
        destroy_what_is_left()
    else:
        if not gc.isenabled():
            gc.collect()
            gc.enable()
        yield


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    """Fails a test that leaves a thread running behind it; tests/house forbids Qt's own threads.

    Threads of fixtures wider than one test were there before, so they are not counted.
    """
    from tests.support.threads import threads_left

    before = set(threading.enumerate())
    yield
    left = threads_left(before)
    if left:
        pytest.fail("still running after the test: " + ", ".join(left))
