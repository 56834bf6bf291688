"""How reports write shares, periods and texts of a file."""

from ..files.options import count_of
from ..labels import NEGATIVE
from ..text.words import cut
from .analysis import NotEnglish
from .groups import Difference
from .shares import Share
from .trend import Cell, Trend

NO_SHARE = "–"
WITHIN_FILE = (
    "The intervals of periods and groups are for comparing them with each other: what the model gets wrong about this "
    "kind of text moves all of them alike, so only the intervals of the whole file hold it."
)


def percent(share: Share | None, *, signed: bool = False, digits: int = 1) -> str:
    """Write a share with its interval, as in "42.1% (38.0 to 46.2)"; a dash where there are too few texts."""
    if share is None:
        return NO_SHARE
    low, high = share.interval
    sign = "+" if signed else ""
    return f"{share.value:{sign}z.{digits}%} ({100 * low:z.{digits}f} to {100 * high:z.{digits}f})"


def difference_in_words(difference: Difference) -> str:
    """Write a difference of shares in percentage points with its interval, as in "+4.2 (1.0 to 7.4)"."""
    low, high = difference.share.interval
    return f"{100 * difference.share.value:+z.1f} ({100 * low:z.1f} to {100 * high:z.1f})"


def chance_in_words(difference: Difference) -> str:
    """Say whether a difference could be chance."""
    return "could be chance" if difference.could_be_chance else "beyond chance"


def not_english_in_words(found: NotEnglish) -> str:
    """Say how many texts are probably not English, as in "12 texts are probably not English"; empty for none."""
    if not found.texts:
        return ""
    verb = "is" if found.texts == 1 else "are"
    left_out = " and left out" if found.left_out else ""
    return f"{count_of(found.texts, 'text')} {verb} probably not English{left_out}"


def marks_in_words(cell: Cell) -> str:
    """Say by what a period differs, as in "more negative, less positive"."""
    return ", ".join(f"{'more' if mark.higher else 'less'} {mark.label}" for mark in cell.marks)


def marked_shares(cell: Cell) -> str:
    """Write the shares of the classes by which a period differs; of the negative one if it does not differ."""
    labels = [mark.label for mark in cell.marks] or [NEGATIVE]
    return ", ".join(f"{label} {percent(cell.shares.within_file.share(label))}" for label in labels)


def span_in_words(trend: Trend) -> str:
    """Say which periods there are, as in "10 weeks, from 2024-01-01 to 2024-03-04"."""
    starts = sorted({trend.name(cell.start) for cell in trend.cells})
    if not starts:
        return "no text has a date"
    if len(starts) == 1:
        return f"1 {trend.period}, from {starts[0]}"
    return f"{count_of(len(starts), trend.period)}, the first from {starts[0]}, the last from {starts[-1]}"


def one_line(text: str, limit: int) -> str:
    """Make a line of a text of the file: no control characters, no marks that turn its direction, cut to a limit."""
    shown = "".join(
        character if character.isprintable() or character in "\u200c\u200d" else " " for character in text[: 4 * limit]
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit and len(text) <= 4 * limit else f"{cut(shown, limit).rstrip()}…"
