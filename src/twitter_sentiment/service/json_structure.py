"""Limits the structure of a JSON body while it arrives, so that parsing it takes a bounded time.

The parser of a body holds the interpreter, in a thread too, and 8 MB of `[],[],…` take it more than a second. Strings
are cheap: 8 MB of them, whatever their escapes, take 30 ms.
"""

import re

MAX_STRUCTURE_BYTES = 65_536
"""Most bytes outside of strings: 256 texts need 600, or 6,000 with indentation."""

TOO_COMPLEX = [{"type": "too_complex", "loc": ["body"], "msg": "The body has too many parts: only texts may be long"}]
"""Detail of the error for a body with more structure."""

_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


class JsonStructure:
    """Counts the bytes of a body that are outside of strings, part by part."""

    def __init__(self, max_bytes: int = MAX_STRUCTURE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._structure_bytes = 0
        self._in_string = False
        self._escape = b""

    def is_too_large(self, part: bytes) -> bool:
        """Add the next part of the body; return whether there is too much structure by now."""
        part = self._escape + part
        self._escape = b""
        position = 0
        while position < len(part) and self._structure_bytes <= self._max_bytes:
            if self._in_string:
                position = self._end_of_string(part, position)
            else:
                quote = part.find(b'"', position)
                self._in_string = quote >= 0
                end = quote + 1 if self._in_string else len(part)
                self._structure_bytes += end - position
                position = end
        return self._structure_bytes > self._max_bytes

    def _end_of_string(self, part: bytes, position: int) -> int:
        match = _IN_STRING.match(part, position)
        end = match.end() if match else position
        if part[end : end + 1] == b'"':
            self._in_string = False
            return end + 1
        self._escape = part[end:]  # a backslash whose character comes with the next part
        return len(part)
