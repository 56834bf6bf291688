"""Ports: whether one is free, said before anything is started."""

import socket

from ..errors import InputError


def require_free(host: str, port: int, setting: str) -> None:
    """Checks that a server could listen there.

    Raises:
        InputError: it could not; the message names the setting that chooses another port.
    """
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        reason = (error.strerror or "unknown reason").partition(" (while")[0]
        raise InputError(f"Port {port} on {host} can't be used ({reason}): set {setting} to another.") from None
