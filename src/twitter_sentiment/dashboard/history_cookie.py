"""The cookie that says whose history a browser opens, and the secret that signs it.

Only this server makes the ids, and the signature proves it: nobody can choose the history that somebody else writes to.
"""

import errno
import hashlib
import hmac
import logging
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadSignature, Signer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ..settings import MIN_SECRET_CHARACTERS, DashboardSettings

MAX_AGE_SECS = 400 * 24 * 3600
"""The most that browsers allow; each visit renews it."""
_SECURE_PREFIX = "__Host-"
"""Browsers accept such a cookie from this very host over HTTPS only, not from a neighboring domain."""

_logger = logging.getLogger(__name__)


class HistoryCookie:
    """Signs the id of a history for a cookie, and verifies it.

    Attributes:
        name: name of the cookie over HTTP. It follows from the secret: cookies do not know ports, and two web
            interfaces on one machine must not replace each other's.
    """

    def __init__(self, secret: str) -> None:
        """Use a secret that signs all cookies."""
        self.name = f"history_{hmac.digest(secret.encode(), b'name of the cookie', 'sha256').hex()[:8]}"
        self._signer = Signer(secret, salt="history", digest_method=hashlib.sha256)

    def verify(self, cookies: Mapping[str, str], *, secure: bool | None = None) -> str | None:
        """Return the id of the history in the cookies of a browser; None without a valid one.

        Args:
            cookies: all cookies, by their name.
            secure: whether the browser uses HTTPS; None if that is not known.
        """
        names = {True: [self._name(True)], False: [self.name], None: [self._name(True), self.name]}[secure]
        for name in names:
            try:
                return self._signer.unsign(cookies.get(name, "")).decode()
            except BadSignature:
                continue
        return None

    def header(self, history: str, *, secure: bool) -> str:
        """Return the value of a `Set-Cookie` header that keeps the id of a history, out of the reach of scripts."""
        name = self._name(secure)
        value = self._signer.sign(history).decode()
        attributes = f"Path=/; Max-Age={MAX_AGE_SECS}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
        return f"{name}={value}; {attributes}"

    def _name(self, secure: bool) -> str:
        return f"{_SECURE_PREFIX if secure else ''}{self.name}"


def session_secret(settings: DashboardSettings) -> str:
    """Return the secret of the settings; without one, that of the file `session_secret` beside the history.

    The file is made if there is none. A history in memory only, or a folder that can't be written, gets a secret that
    lasts as long as the process.

    Raises:
        InputError: the secret of the settings can't be used.
    """
    if secret := settings.own_secret:
        return secret
    if settings.history_url:
        file = _folder(settings.history_url) / "session_secret"
        try:
            return _kept_secret(file)
        except OSError as error:
            _logger.warning(
                "%s can't be used (%s): after a restart, browsers won't find their histories. Set SESSION_SECRET.",
                file,
                error.strerror,
            )
    return secrets.token_urlsafe()


def _folder(history_url: str) -> Path:
    """Return the folder of a SQLite file; for other databases, the one in which the default SQLite file would be."""
    try:
        address = make_url(history_url)
    except ArgumentError:  # opening the history reports it
        return Path("data")
    in_file = address.get_backend_name() == "sqlite" and address.database
    return Path(address.database or "").parent if in_file else Path("data")


def _kept_secret(path: Path) -> str:
    """Read the secret of a file that only its owner can read; make it if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(path, "x", encoding="utf-8", opener=_open_private) as file:
        file.write(secrets.token_urlsafe())
    secret = path.read_text(encoding="utf-8").strip()
    if len(secret) < MIN_SECRET_CHARACTERS:
        raise OSError(errno.EINVAL, "it holds no secret: delete it")
    return secret


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
