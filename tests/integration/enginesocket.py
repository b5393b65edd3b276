# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to the container engine that a test can close and open again."""

import os
import socket
import subprocess
import threading
from pathlib import Path


def real_socket() -> str | None:
    """Path of the engine's own socket; None where it is reached in another way."""
    address = os.environ.get("DOCKER_HOST") or subprocess.run(
        ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], capture_output=True, text=True,
        check=False).stdout.strip() or "unix:///var/run/docker.sock"
    return address.removeprefix("unix://") if address.startswith("unix://") else None


class EngineSocket:
    """Hands connections on to the engine while it is open."""

    def __init__(self, path: Path, engine: str) -> None:
        self.path, self.engine = path, engine
        self.lock = threading.Lock()
        self.connections: set[socket.socket] = set()
        self.listener: socket.socket | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"DOCKER_HOST": f"unix://{self.path}"}

    def open(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(64)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def close(self) -> None:
        """Like an engine that is killed: nobody listens, and every connection breaks."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        self.path.unlink(missing_ok=True)
        with self.lock:
            for connection in self.connections:
                connection.shutdown(socket.SHUT_RDWR)
            self.connections.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.engine)
            with self.lock:
                self.connections |= {client, server}
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other end has gone
        with self.lock:
            self.connections.discard(source)
