"""The errors a person may see.

SentimentError
├── InputError      what was given can't be used: a file, a column, a flag (exit code 2)
├── ModelError      a model folder is missing, damaged or not one of ours (exit code 1)
├── ExportError     an exported model does not answer like the one it was made from (exit code 1)
├── TrainingError   training can't go on (exit code 1)
├── BusyError       more texts wait for the model than are let in (the service answers 503)
└── StoppedError    the model does not answer any more (the service answers 503)

Each message is one or two sentences for the person at the keyboard: what is wrong, and what mends it.
"""


class SentimentError(Exception):
    """Base of all errors whose message is meant for the user; no stack trace is shown for them."""

    exit_code = 1


class InputError(SentimentError):
    """What the user gave can't be used."""

    exit_code = 2


class ModelError(SentimentError):
    """A model folder can't be used."""


class ExportError(SentimentError):
    """An exported model does not agree with its source and was refused."""


class TrainingError(SentimentError):
    """Training stopped for a reason the user can mend."""


class BusyError(SentimentError):
    """The queue of the model is full.

    Attributes:
        retry_after: seconds after which it may have room.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("The service is busy: more texts wait than it can answer soon. Try again in a moment.")
        self.retry_after = retry_after


class StoppedError(SentimentError):
    """What runs the model has failed or was stopped, and the request with it."""
