"""A way to the database that breaks when told to: connections through it are really cut."""

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Chunk = Callable[[bytes], bool]

_TICK = 0.05


def never(_: bytes) -> bool:
    return False


def always(_: bytes) -> bool:
    return True


class CuttingProxy:
    """Passes bytes between clients and a PostgreSQL server until told to cut, drop or refuse.

    `cut_on_question` and `cut_on_answer` look at what passes: the first chunk that they say yes to
    is not passed on, and its connection ends on both sides. They are asked again for each chunk
    until they have said yes once. `drop_answer` swallows a chunk and lets the connection live.
    """

    def __init__(self, server: str) -> None:
        self._server = conninfo_to_dict(server)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.refusing = False
        self.cut_on_question: Chunk = never
        self.cut_on_answer: Chunk = never
        self.drop_answer: Chunk = never
        self.cuts = 0
        self.dropped = 0

    @property
    def conninfo(self) -> str:
        """The server as seen through the proxy."""
        host, port = self._listener.getsockname()
        given = {**self._server, "host": host, "port": port}
        return make_conninfo("", sslmode="disable", gssencmode="disable", **given)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def cut_all(self) -> None:
        """End every connection now."""
        for pair in list(self._pairs):
            self._cut(pair)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name="cutting-proxy")
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            if not select.select([self._listener], [], [], _TICK)[0]:
                continue
            client, _ = self._listener.accept()
            if self.refusing:
                client.close()
                continue
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, self._connect() as server:
            pair = client, server
            self._pairs.append(pair)
            with suppress(OSError):  # one of the two has gone, or was cut by another thread
                while not self._closing and self._pass_some(client, server):
                    pass
            self._pairs.remove(pair)

    def _pass_some(self, client: socket.socket, server: socket.socket) -> bool:
        readable, _, _ = select.select([client, server], [], [], _TICK)
        for source in readable:
            chunk = source.recv(1 << 16)
            if not chunk or self._is_cut(chunk, asked=source is client):
                return False
            if source is server and self.drop_answer(chunk):
                self.dropped += 1
                continue
            (server if source is client else client).sendall(chunk)
        return True

    def _is_cut(self, chunk: bytes, *, asked: bool) -> bool:
        if not (self.cut_on_question if asked else self.cut_on_answer)(chunk):
            return False
        self.cut_on_question = self.cut_on_answer = never
        self.cuts += 1
        return True

    def _cut(self, pair: tuple[socket.socket, socket.socket]) -> None:
        self.cuts += 1
        for end in pair:
            with suppress(OSError):  # ended by itself just now
                end.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> socket.socket:
        host, port = str(self._server["host"]), int(self._server.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(Path(host) / f".s.PGSQL.{port}"))
        return server
