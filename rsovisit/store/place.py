"""Where a register file may lie: owner-only, and on a disk of this machine."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from rsovisit.errors import Unavailable

PLAIN_HEADER = b"SQLite format 3\x00"

_NETWORK_KINDS = frozenset(
    """
    acfs afs autofs beegfs ceph cifs coda davfs fuse.ceph fuse.davfs2 fuse.glusterfs fuse.rclone
    fuse.s3fs fuse.smbnetfs fuse.sshfs gfs gfs2 glusterfs gpfs lustre ncp ncpfs nfs nfs3 nfs4 ocfs2
    orangefs panfs smb2 smb3 smbfs webdav
    """.split()
)


def require_register_file(file: Path) -> None:
    """Raises Unavailable unless a file may be opened as a register."""
    try:
        require_plain_file(file, "register")
        require_owner_only(file, "register")
        with file.open("rb") as opened:
            start = opened.read(len(PLAIN_HEADER))
    except FileNotFoundError:
        raise Unavailable(
            f"There is no register at {file}. 'rsovisit init' makes one; --register names another."
        ) from None
    except OSError as error:
        raise Unavailable(f"The register {file} cannot be read.") from error
    if start == PLAIN_HEADER:
        raise Unavailable(f"{file} is not encrypted, so it is not a register; it was not opened.")
    if not start:
        raise Unavailable(f"{file} is empty, so it is not a register.")
    require_local(file.parent)


def require_plain_file(file: Path, what: str) -> None:
    """Raises Unavailable for a folder or device: closing that to others would be bad advice."""
    mode = file.stat().st_mode
    if stat.S_ISDIR(mode):
        raise Unavailable(f"{file} is a folder, not a {what}.")
    if not stat.S_ISREG(mode):
        raise Unavailable(f"{file} is no ordinary file, so it is not a {what}.")


def require_owner_only(file: Path, what: str) -> None:
    """Raises Unavailable where anyone but the owner may reach a file; OSError where it is missing.

    Windows keeps rights in lists that its profile folders already close to others.
    """
    mode = file.stat().st_mode
    if sys.platform != "win32" and mode & 0o077:
        raise Unavailable(
            f"The {what} {file} may be read by others, so it was not opened. "
            f"See who had it, then close it: chmod 600 '{file}'"
        )


def require_local(folder: Path) -> None:
    """Raises Unavailable for a folder on a network share: locks there do not hold."""
    kind = _share_kind(os.path.realpath(folder))
    if kind:
        raise Unavailable(
            f"{folder} is on a network share ({kind}). A register must lie on a disk of this "
            "machine: locks on a share do not hold, and the register would be damaged."
        )


@lru_cache(maxsize=16)
def _share_kind(folder: str) -> str | None:
    if sys.platform == "win32":
        return _share_kind_on_windows(folder)
    if sys.platform == "darwin":
        return _share_kind_on_macos(folder)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_kind(folder, mounts)


def network_kind(folder: str, mounts: str) -> str | None:
    """The network file system a folder is on, by the lines of /proc/mounts; None for a local one.

    9p is how virtual machines share disks as well as how WSL shows those of Windows; only the
    latter's locks are known not to hold.
    """
    best, found = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 4:
            continue
        at = _unescaped(fields[1])
        if (folder == at or folder.startswith(at.rstrip("/") + "/")) and len(at) >= len(best):
            best, found = at, fields[2]
            if found == "9p" and "aname=drvfs" in fields[3]:
                found = "drvfs"
    return found if found in _NETWORK_KINDS or found == "drvfs" else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _share_kind_on_windows(folder: str) -> str | None:
    if folder.startswith("\\\\") and not folder.startswith(("\\\\?\\", "\\\\.\\")):
        return "UNC path"
    import ctypes

    drive = os.path.splitdrive(folder)[0] + "\\"
    remote = 4
    kind = ctypes.windll.kernel32.GetDriveTypeW(drive)  # type: ignore[attr-defined,unused-ignore]
    return "network drive" if kind == remote else None


def _share_kind_on_macos(folder: str) -> str | None:
    """Best effort: network volumes are mounted under /Volumes and name a server as their device."""
    import subprocess

    listed = subprocess.run(
        ["/sbin/mount"], capture_output=True, text=True, check=False, timeout=5
    ).stdout
    best, found = "", ""
    for match in re.finditer(r"^.+? on (.+?) \((\w+)", listed, re.MULTILINE):
        at, kind = match[1], match[2]
        if (folder == at or folder.startswith(at.rstrip("/") + "/")) and len(at) >= len(best):
            best, found = at, kind
    return found if found in _NETWORK_KINDS else None


def make_folder(folder: Path) -> None:
    """Makes a folder that only the owner may enter; one already there stays as it is."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {folder} cannot be made.") from error


_STALE_SECONDS = 24 * 3600


def draft_of(file: Path) -> Path:
    """A name of its own beside a file, for what will become that file once it is whole."""
    return file.with_name(f".{file.name}.{os.urandom(4).hex()}")


def remove_drafts(draft: Path, file: Path) -> None:
    """Removes a draft with its logs, and drafts of the same file that a crash left a day ago."""
    for end in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
    try:
        now = file.parent.stat().st_mtime
        for left in file.parent.iterdir():
            ours = re.fullmatch(re.escape(f".{file.name}.") + "[0-9a-f]{8}(-[a-z]+)?", left.name)
            if ours and now - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink(missing_ok=True)
    except OSError:
        return


def create_owner_only(file: Path) -> BinaryIO:
    """A new file, open for writing, that only the owner may reach. Raises FileExistsError."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb")


def put_new(draft: Path, file: Path) -> None:
    """Gives a finished draft its name in one step. Raises FileExistsError and harms nothing."""
    if sys.platform == "win32":
        draft.rename(file)
        return
    try:
        os.link(draft, file)
    except OSError as error:
        unsupported = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
        if error.errno not in unsupported:
            raise
        if file.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
        draft.rename(file)
    sync_folder(file.parent)


def put_over(draft: Path, file: Path) -> None:
    """Puts a finished draft in the place of a file in one step."""
    draft.replace(file)
    sync_folder(file.parent)


def sync_file(file: Path) -> None:
    """Sees a file's bytes onto the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Sees a folder's names onto the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
