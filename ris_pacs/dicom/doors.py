"""The ports on which we listen: one in clear, and one in TLS where it is set up."""

import socket
import ssl
from contextlib import suppress


class Door:
    """A port. Whoever comes through the one for TLS has ten seconds to agree on it."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self._socket = socket.create_server((host, port), backlog=64, reuse_port=False)
        self.port: int = self._socket.getsockname()[1]

    def accept(self) -> tuple[socket.socket, str]:
        """A line, and the address it comes from. Raises OSError."""
        line, peer = self._socket.accept()
        return line, str(peer[0])

    def secured(self, line: socket.socket, seconds: float) -> socket.socket:
        """The line as it is spoken on; in its own thread, for it may wait. Raises OSError."""
        if self.tls is None:
            return line
        line.settimeout(min(10.0, seconds))
        return self.tls.wrap_socket(line, server_side=True)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
