"""Ratings drawn with stars, as words: an encoder reads "1 of 5 stars", not five marks.

It must happen before repeated marks are cut and before emoji become words.
"""

import re

_FULL, _EMPTY, _HALF = "★⭐🌟", "☆", "½"

# Whatever is drawn in one row of these, with the selectors that make emoji of them.
_ROW = re.compile(f"[{_FULL}][{_FULL}{_EMPTY}{_HALF}\ufe0f]*")
_RATING = re.compile(f"[{_FULL}]+{_HALF}?{_EMPTY}*")

_MIN_STARS = 2
"""A single star may be an ornament."""
_MIN_SCALE = 3
_MAX_SCALE = 10


def ratings_to_words(text: str) -> str:
    """Replace ★☆☆☆☆ by "1 of 5 stars" and ⭐⭐ by "2 stars"."""
    return text if text.isascii() else _ROW.sub(_words, text)


def _words(match: re.Match[str]) -> str:
    row = match[0].replace("\ufe0f", "")
    empty = row.count(_EMPTY)
    half = row.count(_HALF)
    full = len(row) - empty - half
    if not _RATING.fullmatch(row) or not (_MIN_SCALE if empty else _MIN_STARS) <= len(row) <= _MAX_SCALE:
        return match[0]
    count = f"{full}.5" if half else f"{full}"
    scale = f" of {len(row)}" if empty else ""
    return f" {count}{scale} stars "
