"""A register opens only where, how and with what it should; everything else gets a sentence."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import connect as connecting
from rsovisit.store import place
from rsovisit.store.connect import Address, connect
from rsovisit.store.key import ensure_key, key_file, read_key, write_key
from rsovisit.store.register import Register
from tests.support.registers import make_register

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")


@pytest.fixture
def file(sqlite_register: Register) -> Path:
    """The file of a register that nobody has open."""
    sqlite_register.close()
    return sqlite_register.address.file


def refused(file: Path, match: str) -> None:
    before = file.read_bytes() if file.is_file() else None
    with pytest.raises(Unavailable, match=match) as caught:
        Register.open(str(file))
    assert caught.value.exit_code == 3
    assert before is None or file.read_bytes() == before


def test_addresses() -> None:
    address = Address.parse("postgresql://2417:secret%40x@db.example:5433/rso%20visits")
    assert address.kind == "postgresql"
    assert address.label == "db.example/rso visits"
    assert "secret" not in repr(address)
    file = Address.parse("some/where/unit.rso")
    assert (file.kind, file.label) == ("sqlite", "unit.rso")
    assert file.file == Path("some/where/unit.rso").absolute()
    with pytest.raises(ValueError, match="no file"):
        _ = address.file


@pytest.mark.parametrize("where", ("mysql://host/x", "sqlite:///x", "", "  ", "a\0b"))
def test_other_addresses_are_refused(where: str) -> None:
    with pytest.raises(Invalid) as caught:
        Address.parse(where)
    assert caught.value.field == "register"


def test_a_missing_register(tmp_path: Path) -> None:
    refused(tmp_path / "none.rso", "There is no register at")
    assert list(tmp_path.iterdir()) == []


def test_a_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    refused(tmp_path, "is a folder")


def test_an_empty_file(tmp_path: Path) -> None:
    file = tmp_path / "x.rso"
    place.create_owner_only(file).close()
    refused(file, "is empty")


def test_a_plain_file_is_refused(file: Path) -> None:
    file.unlink()
    plain = sqlite3.connect(file)
    plain.execute("create table register (id)")
    plain.commit()
    plain.close()
    file.chmod(0o600)
    refused(file, "is not encrypted")


def test_a_wrong_key_is_refused_quietly(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    key_file(file).unlink()
    write_key(key_file(file), "00" * 32)
    refused(file, "does not open with its key")
    assert capfd.readouterr() == ("", "")


def test_a_missing_key_is_never_made_up(file: Path) -> None:
    key_file(file).unlink()
    refused(file, "key of this register is missing")
    assert not key_file(file).exists()


@pytest.mark.parametrize("text", ("", "short", "g" * 64, "00" * 33, "é" * 64))
def test_a_damaged_key_is_refused(file: Path, text: str) -> None:
    key_file(file).write_text(text, encoding="utf-8")
    refused(file, "key file .* (is damaged|cannot be read)")


@posix
@pytest.mark.parametrize("mode", (0o640, 0o604, 0o660, 0o644))
def test_files_open_to_others_are_refused(file: Path, mode: int) -> None:
    key_file(file).chmod(mode)
    refused(file, "key file .* may be read by others")
    key_file(file).chmod(0o600)
    file.chmod(mode)
    refused(file, "register .* may be read by others")


def test_an_old_sqlite_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    connecting._driver.cache_clear()
    refused(file, "can damage a register")
    monkeypatch.undo()
    connecting._driver.cache_clear()
    Register.open(str(file)).close()


def test_a_driver_that_does_not_encrypt_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain driver takes a key and ignores it."""
    monkeypatch.setattr(connecting, "_driver", lambda: sqlite3)
    with pytest.raises(Unavailable, match="without encryption"):
        connect(Address.parse(str(file)))


MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
server:/export /mnt/share\\040one nfs4 rw,vers=4.2 0 0
//server/share /mnt/smb cifs rw 0 0
me@server: /srv/me/far fuse.sshfs rw 0 0
C: /mnt/c 9p rw,aname=drvfs;path=C: 0 0
host /mnt/host 9p rw,trans=virtio 0 0
/dev/vdb1 /mnt/smb/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    "folder,kind",
    (
        ("/srv/me", None),
        ("/mnt/share one/unit", "nfs4"),
        ("/mnt/share one", "nfs4"),
        ("/mnt/share one else", None),
        ("/mnt/smb/x", "cifs"),
        ("/mnt/smb/local/x", None),
        ("/srv/me/far", "fuse.sshfs"),
        ("/mnt/c/Users", "drvfs"),
        ("/mnt/host", None),
    ),
)
def test_network_shares_are_known(folder: str, kind: str | None) -> None:
    assert place.network_kind(folder, MOUNTS) == kind


def test_a_network_share_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_share_kind", lambda folder: "cifs")
    refused(file, "network share")
    with pytest.raises(Unavailable, match="network share"):
        make_register(str(file.with_name("other.rso")))
    assert not file.with_name("other.rso").exists()


def test_settings_of_every_connection(file: Path) -> None:
    connection = connect(Address.parse(str(file)))
    expected: dict[str, Any] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "secure_delete": 1,
        "temp_store": 2,
        "cache_size": -16_000,
        "recursive_triggers": 1,
        "query_only": 0,
    }
    found = {name: connection.execute(f"pragma {name}").fetchone()[0] for name in expected}
    connection.close()
    assert found == expected


def test_nothing_readable_lies_on_the_disk(file: Path) -> None:
    register = Register.open(str(file))
    with register.work() as work:
        work.run("update staff set name = 'Marker Ffoulkes'")
        work.commit()
    files = sorted(path for path in file.parent.iterdir() if path.is_file())
    assert file.with_name(file.name + "-wal") in files
    for path in files:
        raw = path.read_bytes()
        assert b"Ffoulkes" not in raw
        assert b"create table" not in raw.lower()
        if sys.platform != "win32":
            assert path.stat().st_mode & 0o077 == 0, path
    register.close()
    assert not file.with_name(file.name + "-wal").exists()


@posix
def test_the_folder_made_for_a_register_is_closed_to_others(tmp_path: Path) -> None:
    make_register(str(tmp_path / "new" / "unit.rso")).close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "unit.rso",
        "unit.rso.key",
    ]


def test_a_path_with_odd_characters(tmp_path: Path) -> None:
    make_register(str(tmp_path / "a b#c?d%20e'f" / "über.rso")).close()


def test_a_key_already_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "unit.rso"
    key = ensure_key(file)
    make_register(str(file)).close()
    assert read_key(file) == key
    write_key(key_file(file), "11" * 32)
    assert read_key(file) == key


def test_a_failed_making_leaves_no_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rsovisit.store import migrate

    def fail(*args: object, **named: object) -> None:
        raise Unavailable("stopped")

    monkeypatch.setattr(migrate, "to_revision", fail)
    with pytest.raises(Unavailable, match="stopped"):
        make_register(str(tmp_path / "unit.rso"))
    assert [path.name for path in tmp_path.iterdir()] == ["unit.rso.key"]
    monkeypatch.undo()
    make_register(str(tmp_path / "unit.rso")).close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be made"):
        make_register(str(tmp_path / "file" / "unit.rso"))


def test_opening_loads_nothing_heavy(file: Path) -> None:
    script = (
        "import sys; from rsovisit.store.register import Register;"
        "register = Register.open(sys.argv[1]); reader = register.reader();"
        "reader.rows('select * from staff'); reader.close(); register.close();"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pydantic', 'alembic', 'psycopg'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_server_that_is_not_there(postgres_address: str) -> None:
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        Register.open("postgresql://2417:hush-hush@127.0.0.1:1/none")
    assert "hush-hush" not in str(caught.value)
    wrong = postgres_address.replace("owner:", "owner:not", 1)
    with pytest.raises(Unavailable, match="did not let you in"):
        Register.open(wrong)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1/nowhere"):
        Register.open(postgres_address.rpartition("/")[0] + "/nowhere")


def test_an_address_that_cannot_be_read() -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        Register.open("postgresql://host/db?nonsense=1")


def test_other_machines_are_asked_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def transport(where: str) -> dict[str, Any]:
        return connecting._transport(Address.parse(where))

    strict = {"sslmode": "verify-full", "ssl_min_protocol_version": "TLSv1.3"}
    assert transport("postgresql://c@db.example/x") == strict
    assert transport("postgresql://c@db.example/x?sslmode=verify-full") == strict
    assert transport("postgresql://c@localhost,db.example/x") == strict
    assert transport("postgresql:///x?service=unit") == strict
    assert transport("postgresql://c@127.0.0.1/x") == {}
    assert transport("postgresql:///x?host=/var/run/postgresql") == {}
    monkeypatch.setenv("PGHOST", "db.example")
    assert transport("postgresql:///x") == strict
    for weak in ("disable", "prefer", "require", "verify-ca"):
        with pytest.raises(Invalid, match="verify-full"):
            transport(f"postgresql://c@db.example/x?sslmode={weak}")


def test_the_server_says_who_signed_in(register: Register) -> None:
    expected = None if register.address.kind == "sqlite" else "owner"
    assert register.signed_in_as == expected


def test_what_a_register_says_of_itself(register: Register) -> None:
    info = register.info
    embedded = register.address.kind == "sqlite"
    assert (info.name, info.rehearsal, info.keeper_collar, info.epoch) == (
        "Test unit",
        True,
        "0001",
        1,
    )
    assert info.encrypted is embedded
    assert info.key_in_file is embedded
    assert info.label == register.address.label
    assert not set(info.name_in_files) & set("/\\: ")


def test_a_folder_or_device_is_told_as_that_and_never_to_be_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    refused(tmp_path, "is a folder, not a register")
    if sys.platform != "win32":
        refused(Path("/dev/null"), "no ordinary file")


def test_a_folder_in_the_place_of_the_key(file: Path) -> None:
    key_file(file).unlink()
    key_file(file).mkdir()
    refused(file, "is a folder, not a key file")
