"""The desktop: the only importer of PySide6. It takes commands, rows and domain values."""

import builtins

import PySide6.QtCore  # noqa: F401 - puts an import of its own in the place of Python's

# WORKAROUND https://doc.qt.io/qtforpython-6/developer/feature-motivation.html, remove when PySide6
# looks only at modules that import it. Its import reads the source of every module that anyone
# loads, in search of `from __feature__ import`, which nobody says here: loading what writing needs
# took a quarter longer for it.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
