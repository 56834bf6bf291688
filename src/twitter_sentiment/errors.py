"""All errors whose message is meant for a person.

SentimentError
├── InputError               a file, a column, a flag or a text can't be used (exit code 2)
│   ├── UnknownLabelsError   the classes of label values must be named by the user
│   └── AmbiguousDatesError  the user must say whether the day or the month comes first
├── ModelError               a model folder is missing, foreign or damaged
├── BulkError                a bulk run can't go on now; the same command continues it later
├── ExportError              an exported model differs from its source
├── TrainingError            training can't continue
├── OverloadedError          too many texts are in flight (the service responds 503)
├── ModelUnavailableError    the model has failed or was stopped (the service responds 503)
├── ServiceUnavailableError  a client can't reach the service, or the service can't respond now
├── RequestRefusedError      the service refuses a request of a client
└── HistoryError             the history of the web interface can't be read or written

Commands end with exit code 1 unless another is named here. Each message is one or two sentences for the person at the
keyboard: what is wrong, and how to fix it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "AmbiguousDatesError",
    "BulkError",
    "ExportError",
    "HistoryError",
    "InputError",
    "ModelError",
    "ModelUnavailableError",
    "OverloadedError",
    "RequestRefusedError",
    "SentimentError",
    "ServiceUnavailableError",
    "TrainingError",
    "UnknownLabelsError",
]


class SentimentError(Exception):
    """Base of all errors whose message is meant for the user; no stack trace is shown for them.

    Attributes:
        exit_code: what a command that fails with it returns.
        hint: a sentence that names the flag of the command line that helps; the web interface does not show it.
    """

    exit_code = 1
    hint = ""


class InputError(SentimentError):
    """What the user gave can't be used."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UnknownLabelsError(InputError):
    """The classes of some label values aren't known.

    Attributes:
        suggestion: a class for each label value of the table that may be meant; empty for one to leave out.
    """

    def __init__(self, message: str, hint: str, suggestion: Mapping[str, str]) -> None:
        super().__init__(message, hint)
        self.suggestion = suggestion


class AmbiguousDatesError(InputError):
    """Dates such as 05/06/2024 can be read in two ways, and nothing in their column tells which."""


class ModelError(SentimentError):
    """A model folder can't be used."""


class BulkError(SentimentError):
    """A bulk run can't go on now; what it has done is kept."""


class ExportError(SentimentError):
    """An exported model does not agree with its source and was refused."""


class TrainingError(SentimentError):
    """Training stopped for a reason the user can fix."""


class OverloadedError(SentimentError):
    """Too many texts are in flight.

    Attributes:
        retry_after: seconds after which there may be room again.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("The service is busy: too many texts are in flight. Try again in a moment.")
        self.retry_after = retry_after


class ModelUnavailableError(SentimentError):
    """What runs the model has failed or was stopped, and the request with it."""


class ServiceUnavailableError(SentimentError):
    """The service can't respond now; the same request may succeed later.

    Attributes:
        retry_after: seconds after which the service wants to be tried again; None if it does not name any.
        slow: whether it is there, but took too long.
        permanent: whether it is no use to try again: the key or the address is wrong.
    """

    def __init__(
        self, message: str, retry_after: float | None = None, *, slow: bool = False, permanent: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.slow = slow
        self.permanent = permanent


class RequestRefusedError(SentimentError):
    """The service does not accept the request, and would not accept it later either.

    Attributes:
        details: what is wrong with single parts of the request: `type`, `loc` and `msg` of each, as in its response.
        too_large: whether less of it at once would be accepted.
    """

    def __init__(self, message: str, details: Sequence[Mapping[str, Any]] = (), *, too_large: bool = False) -> None:
        super().__init__(message)
        self.details = details
        self.too_large = too_large


class HistoryError(SentimentError):
    """The history can't be read or written."""
