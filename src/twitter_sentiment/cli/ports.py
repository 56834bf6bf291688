"""A check that a port is free, before anything is started."""

import socket

from ..errors import InputError


def require_free(host: str, port: int, setting: str) -> None:
    """Check that a server can listen on the port.

    Args:
        host: address to listen on.
        port: port to listen on.
        setting: name of the setting that selects another port, for the message.

    Raises:
        InputError: the port can't be used.
    """
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        reason = (error.strerror or "unknown reason").partition(" (while")[0]
        raise InputError(f"Port {port} on {host} can't be used ({reason}): set {setting} to another.") from None
