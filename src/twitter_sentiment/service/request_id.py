"""Which request ids of clients are taken over into the log and the answer."""

import re

_USABLE = re.compile(r"[A-Za-z0-9._-]{1,128}")


def is_usable(request_id: str) -> bool:
    """Whether an id is short and harmless; others are replaced, so that nobody writes into our log."""
    return _USABLE.fullmatch(request_id) is not None
