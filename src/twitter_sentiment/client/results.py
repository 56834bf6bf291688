"""What a text gets, and which texts of a batch are still to be sent."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice

from ..api_types import PredictionResponse, RefusedText, TextError, find_fault
from ..errors import RequestRefusedError, ServiceUnavailableError

Result = PredictionResponse | RefusedText
"""What one text of many gets."""


def check_text(text: str) -> RefusedText | None:
    """Check a text as the service does, but for texts of invisible characters alone; None if it can be sent."""
    fault = find_fault(text)
    return refused_text(text, fault) if fault else None


def refused_text(text: str, fault: TextError) -> RefusedText:
    """Return the result for a text with a fault; what is no text at all is kept as it is."""
    return RefusedText.model_construct(error=fault, text=text)


def batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Cut texts into batches of one size; the last one may be smaller."""
    iterator = iter(texts)
    while batch := list(islice(iterator, size)):
        yield batch


async def async_batches(texts: Iterable[str] | AsyncIterable[str], size: int) -> AsyncIterator[list[str]]:
    """Cut texts into batches as `batches` does."""
    if not isinstance(texts, AsyncIterable):
        for batch in batches(texts, size):
            yield batch
        return
    batch = []
    async for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Batch:
    """The texts of a batch and their results so far: what to send next, after what came back.

    One request is enough unless the service refuses some of the texts, or all of them are too much for it together.
    """

    def __init__(self, texts: Sequence[str], *, split_slow: bool = False) -> None:
        """Check the texts; those that can't be sent have their result already.

        Args:
            texts: the texts.
            split_slow: whether to send fewer texts at once after a request that took too long.
        """
        self._texts = texts
        self._results: list[Result | None] = [check_text(text) for text in texts]
        self._split_slow = split_slow
        self._rows: list[int] = []
        self._max_texts = len(texts)

    def results(self) -> list[Result]:
        """Return the result of each text that has one: of all texts once `next_texts` has returned none."""
        return [result for result in self._results if result is not None]

    def next_texts(self) -> list[str]:
        """Return the texts to send now; none once all texts have a result."""
        pending = (row for row, result in enumerate(self._results) if result is None)
        self._rows = list(islice(pending, self._max_texts))
        return [self._texts[row] for row in self._rows]

    def accept(self, predictions: Sequence[PredictionResponse]) -> None:
        """Take the predictions of the texts that were sent."""
        for row, prediction in zip(self._rows, predictions, strict=True):
            prediction.text = self._texts[row]  # no second copy in memory
            self._results[row] = prediction

    def handle(self, error: RequestRefusedError | ServiceUnavailableError) -> None:
        """Take the error of a request: other texts are sent next, or fewer.

        Raises:
            RequestRefusedError: the error, since it is not about single texts.
            ServiceUnavailableError: the error, since fewer texts would not help.
        """
        refused = self._refused(error)
        for row, fault in refused.items():
            self._results[row] = refused_text(self._texts[row], fault)
        if refused:
            return
        slow = isinstance(error, ServiceUnavailableError) and error.slow and self._split_slow
        if len(self._rows) == 1 or not (slow or _is_too_large(error)):
            raise error
        self._max_texts = len(self._rows) // 2

    def _refused(self, error: RequestRefusedError | ServiceUnavailableError) -> dict[int, TextError]:
        """Return what is wrong with texts that were sent, by their rows."""
        if _is_too_large(error) and len(self._rows) == 1:
            return {self._rows[0]: TextError(type="too_large", msg=str(error).rstrip("."))}
        problems = error.details if isinstance(error, RequestRefusedError) else ()
        return {
            self._rows[problem["loc"][2]]: TextError.model_validate(problem)
            for problem in problems
            if problem["loc"][:2] == ["body", "texts"] and len(problem["loc"]) > 2
        }


def _is_too_large(error: RequestRefusedError | ServiceUnavailableError) -> bool:
    return isinstance(error, RequestRefusedError) and error.too_large
