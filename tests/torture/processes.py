"""Starts the programs that torture tests kill, and kills them."""

import os
import signal
import subprocess
import sys
from random import Random
from threading import Event

import psycopg

from tests.conftest import REPOSITORY
from tests.torture.closing import TO_BE_KILLED

Process = subprocess.Popen[str]

SESSIONS = (
    "select pid from pg_stat_activity where datname = current_database()"
    " and pid <> pg_backend_pid() and backend_type = 'client backend'"
)


def start(program: str, *arguments: object) -> Process:
    """Start one of `programs`; returns when it is ready to work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.programs", program, *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "PGAPPNAME": TO_BE_KILLED},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: Process) -> str:
    """Kill with -9 and return what had been printed since it was ready."""
    process.send_signal(signal.SIGKILL)
    printed, _ = process.communicate()
    return printed


def complete(process: Process) -> None:
    """Let it come to its end, which must be a good one."""
    process.communicate(timeout=60)
    assert process.returncode == 0


def end_sessions(database: str, done: Event, random: Random) -> int:
    """Now and then end a session of the database, until told; how many were ended."""
    ended = 0
    with psycopg.connect(database, autocommit=True) as conn:
        while not done.wait(random.uniform(0.05, 0.2)):
            pids = conn.execute(SESSIONS).fetchall()
            if pids:
                conn.execute("select pg_terminate_backend(%s)", random.choice(pids))
                ended += 1
    return ended


def kill_again_and_again(database: str, done: Event, random: Random) -> int:
    """Run a program that appends, kill it, run it again, until told; how often."""
    killed = 0
    while not done.is_set():
        process = start("append", database, 4)
        done.wait(random.uniform(0.1, 0.5))
        kill(process)
        killed += 1
    return killed
