"""The service as the web interface sees it: HTTP requests, answers, and what can go wrong, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from ..errors import SentimentError

MAX_CHARACTERS = 10_000
MAX_BATCH_TEXTS = 256

CONNECT_SECS = 2.0
STATUS_SECS = 3.0
"""How long a question about the service itself may take; whoever waits for it sees nothing meanwhile."""
ANSWER_SECS = 30.0
"""How long a prediction may take."""

T = TypeVar("T")


class ServiceUnavailableError(SentimentError):
    """The service can't answer now; the same request may succeed later.

    Attributes:
        retry_after: seconds the service asks to wait, where it says so.
        slow: whether it is there, but took too long.
    """

    def __init__(self, message: str, retry_after: float | None = None, *, slow: bool = False) -> None:
        """Takes the sentence for the person."""
        super().__init__(message)
        self.retry_after = retry_after
        self.slow = slow


class RequestRefusedError(SentimentError):
    """The service does not accept the request, and would not later either.

    Attributes:
        empty_rows: places in a batch of the texts that hold nothing to classify.
    """

    def __init__(self, message: str, empty_rows: Sequence[int] = ()) -> None:
        """Takes the sentence for the person."""
        super().__init__(message)
        self.empty_rows = empty_rows


class TokensRead(BaseModel):
    """How much of a text was read, in tokens: all of it where `first` is `total`."""

    total: int
    first: int
    last: int


class WeighedPart(BaseModel):
    """A word or clause of the text from `start` to `end`, and the log-odds the answer loses when it is left out."""

    start: int
    end: int
    weight: float


class Explanation(BaseModel):
    """The weight of each part of the text."""

    unit: Literal["word", "clause"]
    parts: list[WeighedPart]


class Judgement(BaseModel):
    """The answer for one text of many."""

    sentiment: str
    confidence: float
    scores: dict[str, float]


class Answer(Judgement):
    """The answer for one text, with the text."""

    text: str
    tokens: TokensRead | None = None
    explanation: Explanation | None = None


class ModelCard(BaseModel):
    """What is known about the model that serves."""

    labels: list[str]
    base_model: str
    max_len: int
    metrics: dict[str, Any]
    data: dict[str, Any]
    evaluations: list[dict[str, Any]] = []
    behaviour: dict[str, dict[str, Any]] = {}


class _Batch(BaseModel):
    predictions: list[Judgement]


class ApiClient:
    """One service. Safe to use from several threads at once."""

    def __init__(self, url: str, key: str | None = None) -> None:
        """Takes the address, and the key where the service wants one; nothing is sent yet."""
        self.url = url.rstrip("/")
        # Between the interface and its service stands no proxy, whatever the environment says about the web.
        self._http = httpx2.Client(base_url=self.url, trust_env=False, headers={"X-API-Key": key} if key else None)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def check_ready(self) -> None:
        """Returns if predictions are answered.

        Raises:
            ServiceUnavailableError: they are not; the message says why.
        """
        self._request("GET", "/ready", dict)

    def model(self) -> ModelCard:
        """What the model knows and what was measured.

        Raises:
            ServiceUnavailableError: there is no answer now.
        """
        return self._request("GET", "/model", ModelCard)

    def predict(self, text: str, *, neutral: bool, explain: bool = False) -> Answer:
        """The answer for one text with all scores, and with the weight of each word where `explain` is set.

        Raises:
            ServiceUnavailableError: there is no answer now.
            RequestRefusedError: the text can't be classified.
        """
        asked = {"text": text, "neutral": neutral, "explain": explain, "scores": True, "tokens": True}
        return self._request("POST", "/predict", Answer, asked)

    def predict_rows(self, texts: Sequence[str], *, neutral: bool) -> list[Judgement | None]:
        """The answers for up to 256 texts; None for a text without content.

        Raises:
            ServiceUnavailableError: there is no answer now.
            RequestRefusedError: the request as a whole can't be answered.
        """
        answers: list[Judgement | None] = [None] * len(texts)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        while rows:
            asked = {"texts": [texts[row] for row in rows], "neutral": neutral, "scores": True}
            try:
                batch = self._request("POST", "/predict/batch", _Batch, asked)
            except RequestRefusedError as refusal:
                if not refusal.empty_rows:
                    raise
                rows = [row for place, row in enumerate(rows) if place not in refusal.empty_rows]
            else:
                for row, answer in zip(rows, batch.predictions, strict=True):
                    answers[row] = answer
                break
        return answers

    def _request(self, method: str, path: str, kind: type[T], body: Mapping[str, Any] | None = None) -> T:
        seconds = STATUS_SECS if method == "GET" else ANSWER_SECS
        try:
            response = self._http.request(
                method, path, json=body, timeout=httpx2.Timeout(seconds, connect=CONNECT_SECS)
            )
        except httpx2.TimeoutException:
            raise ServiceUnavailableError(
                f"The sentiment service at {self.url} takes longer than {seconds:g} seconds.", slow=True
            ) from None
        except httpx2.TransportError:
            raise ServiceUnavailableError(f"The sentiment service does not answer at {self.url}.") from None
        if response.is_success:
            try:
                return TypeAdapter(kind).validate_json(response.content)
            except ValidationError:
                raise self._someone_else() from None
        problem = _problem(response)
        raise self._someone_else() if method == "GET" and isinstance(problem, RequestRefusedError) else problem

    def _someone_else(self) -> ServiceUnavailableError:
        return ServiceUnavailableError(
            f"What answers at {self.url} is not the sentiment service: set API_URL to its address."
        )


def _problem(response: httpx2.Response) -> SentimentError:
    """The error that tells what an answer other than 2xx means."""
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = f"The sentiment service answered with status {response.status_code}."
    if response.status_code == 401:
        return ServiceUnavailableError("The sentiment service wants a key: set API_KEY to one of its API_KEYS.")
    if response.status_code in (408, 429) or response.status_code >= 500:
        seconds = response.headers.get("Retry-After", "")
        return ServiceUnavailableError(str(detail), float(seconds) if seconds.isdigit() else None)
    if isinstance(detail, str):
        return RequestRefusedError(detail)
    empty_rows = [problem["loc"][-1] for problem in detail if problem["type"] == "text_empty"]
    return RequestRefusedError(f"{'; '.join(problem['msg'] for problem in detail)}.", empty_rows)
