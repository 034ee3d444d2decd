"""Where files live: packaged resources and the person's data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """A file or folder of `resources/`, in a checkout, an installed wheel or a frozen program.

    `name` is relative and may not climb out of the folder.
    """
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError(f"not a resource name: {name!r}")
    frozen = getattr(sys, "_MEIPASS", None)
    places = [_PACKAGE.parent / "resources", _PACKAGE / "_resources"]
    if frozen:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if (place / "policy").is_dir():
            return place / name
    raise FileNotFoundError(f"the program's resources are missing: {name}")


def data_folder() -> Path:
    """The person's own folder for registers, settings and logs; RSOVISIT_HOME overrides it."""
    override = os.environ.get("RSOVISIT_HOME")
    if override:
        return Path(override)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "RSO Visits"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "RSO Visits"
    base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "rso-visits"


def default_register() -> str:
    """Where the register is when nobody says: RSOVISIT_REGISTER, else the data folder."""
    return os.environ.get("RSOVISIT_REGISTER") or str(data_folder() / "register.rso")


def demo_register() -> str:
    """Where `demo` puts its invented register when nobody says."""
    return os.environ.get("RSOVISIT_REGISTER") or str(data_folder() / "demo.rso")
