"""The sentiment classes: their names, their order, and how data sets write them."""

from collections.abc import Iterable, Mapping

from .errors import InputError

NEGATIVE = "negative"
NEUTRAL = "neutral"
POSITIVE = "positive"

LABELS = (NEGATIVE, NEUTRAL, POSITIVE)
"""Every class we know, in the order in which models output them."""

BINARY_LABELS = (NEGATIVE, POSITIVE)

_WORDS = {
    "negative": NEGATIVE,
    "neg": NEGATIVE,
    "neutral": NEUTRAL,
    "neu": NEUTRAL,
    "positive": POSITIVE,
    "pos": POSITIVE,
}

# The usual codings; which one is meant follows from the set of numbers in the data.
_NUMBERS: tuple[dict[str, str], ...] = (
    {"0": NEGATIVE, "1": POSITIVE},
    {"0": NEGATIVE, "1": NEUTRAL, "2": POSITIVE},
    {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE},
    {"-1": NEGATIVE, "1": POSITIVE},
)


def in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """The given classes without repeats, in the order models output them."""
    present = set(labels)
    return tuple(label for label in LABELS if label in present)


def has_both_poles(labels: Iterable[str]) -> bool:
    """Whether there are negative and positive, without which nothing can be told apart."""
    return {NEGATIVE, POSITIVE} <= set(labels)


def parse_mapping(text: str) -> dict[str, str]:
    """Reads a `--labels` value such as ``0=negative,4=positive``.

    Raises:
        InputError: an entry is not of the form VALUE=CLASS, or names an unknown class.
    """
    mapping: dict[str, str] = {}
    for entry in text.split(","):
        value, equals, name = (part.strip() for part in entry.rpartition("="))
        if not equals or not value or name.lower() not in _WORDS:
            raise InputError(
                f"--labels can't read {entry.strip()!r}: write VALUE=CLASS pairs such as 0=negative,1=positive, "
                f"with the classes {', '.join(LABELS)}."
            )
        mapping[label_key(value)] = _WORDS[name.lower()]
    return mapping


def mapping_for(values: Iterable[object], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Finds how a data set's label values map to our classes.

    Args:
        values: the distinct label values, words or numbers.
        given: a mapping the user wrote; it alone counts where it is given.

    Returns:
        a mapping whose keys are what `label_key` makes of a value.

    Raises:
        InputError: a value has no class.
    """
    keys = sorted({label_key(value) for value in values})
    words = dict(given) if given else _WORDS
    # Numbers must be all of a coding: 1 and 2 alone could be neutral and positive, or negative and positive.
    candidates = [] if given else [coding for coding in _NUMBERS if set(coding) == set(keys)]
    for mapping in [words, *candidates]:
        if all(key in mapping for key in keys):
            return {key: mapping[key] for key in keys}
    unknown = [key for key in keys if key not in words] or keys
    shown = ", ".join(repr(key) for key in unknown[:5]) + (", …" if len(unknown) > 5 else "")
    raise InputError(
        f"Unknown label {shown}: name its class with --labels, for example --labels {unknown[0] or 'VALUE'}={NEGATIVE}."
    )


def label_key(value: object) -> str:
    """One spelling per value: trimmed, lower case, whole numbers without a decimal part."""
    text = str(value).strip().lower()
    return text[:-2] if text.endswith(".0") else text
