"""Running PostgreSQL when we are root: as a system user of its own, since it refuses root."""

import stat
import subprocess
import sys
import time
from pathlib import Path

if sys.platform != "win32":  # which has neither root nor accounts of this kind
    import pwd

_ACCOUNT = "sep-ledger-postgres"
_ATTEMPTS = 20


def account_for_root() -> str:
    """The name of the system user that runs the server; it is made on first use.

    Raises `OSError` where it cannot be made.
    """
    failure = ""
    for _ in range(_ATTEMPTS):
        if _exists(_ACCOUNT):
            return _ACCOUNT
        failure = _add(_ACCOUNT)
        # Another process may be adding it at this moment, holding the lock on /etc/passwd.
        time.sleep(0.1 if failure else 0)
    raise OSError(failure)


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def _add(account: str) -> str:
    """Add a system user that cannot log in; the complaint of `useradd`, or nothing."""
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--shell", "/usr/sbin/nologin", account]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    return done.stderr.strip()


def open_path_for_others(data: Path, binaries: Path) -> None:
    """Let the server's user reach its data and run its programs, and no more than that.

    Folders on the way become traversable (not readable) to others, where they are not yet.
    """
    for folder in [*data.parents, *binaries.parents]:
        _allow(folder, stat.S_IXOTH)
    installed = binaries.parent
    if not _others_may(binaries / "postgres", stat.S_IROTH | stat.S_IXOTH):
        for path in [installed, *installed.rglob("*")]:
            runs = path.is_dir() or path.parent == binaries
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if runs else 0))


def _others_may(path: Path, permission: int) -> bool:
    return path.stat().st_mode & permission == permission


def _allow(path: Path, permission: int) -> None:
    if not _others_may(path, permission):
        path.chmod(stat.S_IMODE(path.stat().st_mode) | permission)
