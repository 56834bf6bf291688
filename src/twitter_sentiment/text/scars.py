"""Undo what tools did to a text on its way: mojibake, written-out escapes, wrappers.

Each repair runs only where its trace is found, so that a clean text costs one search of each kind and stays as it is.
"""

import re

from emoji.unicode_codes import get_emoji_by_name

# UTF-8 read as cp1252: a lead byte (Â to ô), then what cp1252 shows for a continuation byte (0x80 to 0xBF).
_MOJIBAKE = re.compile("[Â-ô][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_WRAPPER = re.compile(r"""^b(?:'(.*)'|"(.*)")$""", re.DOTALL)
_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
# <U+1F621> as R prints it, \U0001F621 as Python does, \u{1F621} as JavaScript does
_CODE_POINT = re.compile(r"<U\+([0-9a-fA-F]{4,8})>|\\U([0-9a-fA-F]{8})|\\u\{([0-9a-fA-F]{1,6})\}")
_LINE_END = re.compile(r"(?:\\r)?\\n|\\[rt](?![a-z])")
_PATH = re.compile(r"\b[A-Za-z]:\\|\\\\\w")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z0-9_+-]{2,}:(?![\w:])")

_MAX_CODE_POINT = 0x10FFFF


def undo_scars(text: str) -> str:
    """Repair a text that shows traces of a tool; any other text stays as it is. Never raises on any `str`."""
    if "\\" in text or "<U+" in text or text.startswith("b"):
        text = _undo_escapes(text)
    if not text.isascii() and _MOJIBAKE.search(text):
        text = _fix_encoding(text)
    if ":" in text:
        text = _SHORTCODE.sub(_expand_shortcode, text)
    return text


def _fix_encoding(text: str) -> str:
    import ftfy  # few texts need it, and its import takes as long as all others of this package

    return ftfy.fix_encoding(text)


def _undo_escapes(text: str) -> str:
    if wrapped := _WRAPPER.match(text):
        text = wrapped[1] or wrapped[2] or ""
    text = _BYTES.sub(_decode_bytes, text)
    text = _CODE_POINT.sub(_decode_code_point, text)
    if "\\" in text and not _PATH.search(text):  # C:\new is a path, not a line end
        text = _LINE_END.sub(" ", text)
    return text


def _decode_bytes(match: re.Match[str]) -> str:
    """Decode a run of \\xNN as UTF-8; one that is not UTF-8 stays."""
    try:
        return bytes.fromhex(match[0].replace("\\x", "")).decode()
    except UnicodeDecodeError:
        return match[0]


def _decode_code_point(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code <= _MAX_CODE_POINT else match[0]


def _expand_shortcode(match: re.Match[str]) -> str:
    """Turn a shortcode into its emoji; what is none, such as :foo:, stays."""
    return get_emoji_by_name(match[0], "alias") or match[0]
