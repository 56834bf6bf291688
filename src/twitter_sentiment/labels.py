"""The sentiment classes: their names, their order, and the spellings of data sets."""

from collections.abc import Iterable, Mapping

from .errors import InputError, UnknownLabelsError

NEGATIVE = "negative"
NEUTRAL = "neutral"
POSITIVE = "positive"

LABELS = (NEGATIVE, NEUTRAL, POSITIVE)
"""All classes, in the order in which models output them."""

BINARY_LABELS = (NEGATIVE, POSITIVE)
"""The classes of binary mode."""

LEFT_OUT = ""
"""Stands for the class of a label value whose rows are left out."""

_WORDS = {
    "negative": NEGATIVE,
    "neg": NEGATIVE,
    "neutral": NEUTRAL,
    "neu": NEUTRAL,
    "positive": POSITIVE,
    "pos": POSITIVE,
}

# The usual codings; the set of numbers in the data determines which one it is.
_NUMBERS: tuple[dict[str, str], ...] = (
    {"0": NEGATIVE, "1": POSITIVE},
    {"0": NEGATIVE, "1": NEUTRAL, "2": POSITIVE},
    {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE},
    {"-1": NEGATIVE, "1": POSITIVE},
    {"0": NEGATIVE, "4": POSITIVE},
    {"0": NEGATIVE, "2": NEUTRAL, "4": POSITIVE},
)
_TWO_CLASSES = (("false", "true"), ("no", "yes"), ("bad", "good"), ("down", "up"))
_MAX_CODING = 5
"""A scale of more steps has no usual meaning."""


def is_label_word(value: object) -> bool:
    """Return whether a label value is a word that means one of our classes."""
    return label_key(value) in _WORDS


def in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """Return classes without repeats, in the order in which models output them."""
    present = set(labels)
    return tuple(label for label in LABELS if label in present)


def has_both_poles(labels: Iterable[str]) -> bool:
    """Return whether both negative and positive occur, without which there is nothing to classify."""
    return {NEGATIVE, POSITIVE} <= set(labels)


def parse_mapping(text: str) -> dict[str, str]:
    """Parse a `--labels` value such as ``0=negative,4=positive`` or ``irrelevant=``, which leaves a value out.

    Raises:
        InputError: an entry does not have the form VALUE=CLASS, or names an unknown class.
    """
    mapping: dict[str, str] = {}
    for entry in text.split(","):
        value, equals, name = (part.strip() for part in entry.rpartition("="))
        if not equals or not value or (name and name.lower() not in _WORDS):
            raise InputError(
                f"--labels can't read {entry.strip()!r}: write VALUE=CLASS pairs such as 0=negative,1=positive, "
                f"with the classes {', '.join(LABELS)}; VALUE= leaves rows out."
            )
        mapping[label_key(value)] = _WORDS[name.lower()] if name else LEFT_OUT
    return mapping


def mapping_for(values: Iterable[object], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Map the label values of a data set to classes.

    Args:
        values: the distinct label values, words or numbers.
        given: a mapping of the user. The usual meanings count for other words, and for numbers if it only leaves
            values out.

    Returns:
        The class of each value, or `LEFT_OUT`; its keys are normalized by `label_key`.

    Raises:
        UnknownLabelsError: a value has no class.
    """
    keys = sorted({label_key(value) for value in values})
    given = given or {}
    mapping = {key: given[key] for key in keys if key in given}
    rest = [key for key in keys if key not in given]
    if all(key in _WORDS for key in rest):
        return mapping | {key: _WORDS[key] for key in rest}
    # Numbers must be all those of a coding: 1 and 2 alone could be neutral and positive, or negative and positive.
    coding = next((coding for coding in _NUMBERS if set(coding) == set(rest)), None)
    if coding and not any(given.values()):
        return mapping | coding
    raise _unknown_labels([key for key in rest if key not in _WORDS], mapping, rest)


def is_coding(mapping: Mapping[str, str]) -> bool:
    """Return whether the values of a mapping are numbers, whose meaning should be told."""
    return any(key.lstrip("-").isdecimal() for key in mapping)


def _unknown_labels(unknown: list[str], given: Mapping[str, str], rest: list[str]) -> UnknownLabelsError:
    shown = ", ".join(repr(key) for key in unknown[:5]) + (", …" if len(unknown) > 5 else "")
    guess = _guess_classes(unknown) if unknown == rest else {}
    proposal = {**given, **dict.fromkeys(unknown, LEFT_OUT), **guess}
    flag = "--labels " + ",".join(f"{key}={label}" for key, label in proposal.items())
    hint = (
        f"For example, {flag} names them." if guess else f"With {flag} their rows are left out; or name a class there."
    )
    suggestion = {key: proposal.get(key, _WORDS.get(key, LEFT_OUT)) for key in [*given, *rest]}
    plural = "" if len(unknown) == 1 else "s"
    return UnknownLabelsError(f"Unknown label{plural} {shown}: which classes do they mean?", hint, suggestion)


def _guess_classes(keys: list[str]) -> dict[str, str]:
    """Guess what the values of a whole scale mean, for the user to confirm; empty if they are none."""
    for pair in _TWO_CLASSES:
        if set(keys) == set(pair):
            return dict(zip(pair, BINARY_LABELS, strict=True))
    if len(keys) < 2 or len(keys) > _MAX_CODING or not all(key.lstrip("-").isdecimal() for key in keys):
        return {}
    numbers = sorted(keys, key=int)
    middle = len(numbers) // 2
    odd = len(numbers) % 2
    classes = [NEGATIVE] * middle + [NEUTRAL] * odd + [POSITIVE] * middle
    return dict(zip(numbers, classes, strict=True))


def label_key(value: object) -> str:
    """Normalize the spelling of a label value: trimmed, lower case, whole numbers without a decimal part."""
    text = str(value).strip().lower()
    return text[:-2] if text.endswith(".0") else text
