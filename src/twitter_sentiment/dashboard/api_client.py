"""The HTTP client of the service, with every failure as an exception that explains itself."""

from collections.abc import Sequence
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from ..api_types import BatchRequest, ModelInfo, PredictionResponse, PredictRequest, ReadyResponse
from ..errors import RequestRefusedError, SentimentError, ServiceUnavailableError

CONNECT_SECS = 2.0
STATUS_SECS = 3.0
"""Timeout of requests about the service itself; the page is blank until they are answered."""
PREDICT_SECS = 30.0

ResponseT = TypeVar("ResponseT", bound=BaseModel)


class ScoredPrediction(PredictionResponse):
    """A prediction with the probability of each class, which this client always requests."""

    scores: dict[str, float]


class _ScoredBatch(BaseModel):
    predictions: list[ScoredPrediction]


class ApiClient:
    """A client of one service, safe to share between threads.

    Requests are not validated here: the service does that, and its message says what is wrong.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        transport: httpx2.BaseTransport | None = None,
        connect_secs: float = CONNECT_SECS,
        status_secs: float = STATUS_SECS,
        predict_secs: float = PREDICT_SECS,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            url: address of the service.
            key: API key, for a service that requires one.
            transport: sends the requests; the default is HTTP.
            connect_secs: timeout of a connection.
            status_secs: timeout of GET requests.
            predict_secs: timeout of predictions.
        """
        self.url = url.rstrip("/")
        self._status_timeout = httpx2.Timeout(status_secs, connect=connect_secs)
        self._predict_timeout = httpx2.Timeout(predict_secs, connect=connect_secs)
        self._http = httpx2.Client(
            base_url=self.url,
            headers={"X-API-Key": key} if key else None,
            transport=transport,
            trust_env=False,  # no proxy of the environment stands between the page and its service
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def check_ready(self) -> None:
        """Return if the service accepts requests for predictions.

        Raises:
            ServiceUnavailableError: it does not; the message says why.
        """
        self._request("GET", "/ready", ReadyResponse)

    def model(self) -> ModelInfo:
        """Return the description of the model that serves.

        Raises:
            ServiceUnavailableError: there is no response now.
        """
        return self._request("GET", "/model", ModelInfo)

    def predict(self, text: str, *, neutral: bool, explain: bool = False) -> ScoredPrediction:
        """Predict one text.

        Args:
            text: up to `MAX_CHARACTERS` characters.
            neutral: choose from three classes instead of two.
            explain: add the weight of each word.

        Raises:
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the text can't be classified.
        """
        request = PredictRequest.model_construct(text=text, neutral=neutral, explain=explain, scores=True, tokens=True)
        return self._request("POST", "/predict", ScoredPrediction, request)

    def predict_rows(self, texts: Sequence[str], *, neutral: bool) -> list[ScoredPrediction | None]:
        """Predict up to `MAX_BATCH_TEXTS` texts; None for a text without content.

        Raises:
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the batch as a whole can't be answered.
        """
        predictions: list[ScoredPrediction | None] = [None] * len(texts)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        while rows:
            request = BatchRequest.model_construct(texts=[texts[row] for row in rows], neutral=neutral, scores=True)
            try:
                batch = self._request("POST", "/predict/batch", _ScoredBatch, request)
            except RequestRefusedError as refusal:
                # The service finds more texts empty than `strip` does, such as a zero-width space alone.
                if not refusal.empty_rows:
                    raise
                rows = [row for index, row in enumerate(rows) if index not in refusal.empty_rows]
            else:
                for row, prediction in zip(rows, batch.predictions, strict=True):
                    prediction.text = texts[row]  # no second copy in memory: a job keeps all of its predictions
                    predictions[row] = prediction
                break
        return predictions

    def _request(
        self, method: str, path: str, response_type: type[ResponseT], body: BaseModel | None = None
    ) -> ResponseT:
        timeout = self._status_timeout if method == "GET" else self._predict_timeout
        try:
            response = self._http.request(method, path, json=body and body.model_dump(), timeout=timeout)
        except httpx2.TimeoutException:
            raise ServiceUnavailableError(
                f"The sentiment service at {self.url} takes longer than {timeout.read:g} seconds.", slow=True
            ) from None
        except httpx2.TransportError:
            raise ServiceUnavailableError(f"The sentiment service does not answer at {self.url}.") from None
        if not response.is_success:
            error = _error_of(response)
            # The sentiment service refuses none of these GET requests.
            if method == "GET" and isinstance(error, RequestRefusedError):
                raise self._wrong_service()
            raise error
        try:
            return response_type.model_validate_json(response.content)
        except ValidationError:
            raise self._wrong_service() from None

    def _wrong_service(self) -> ServiceUnavailableError:
        return ServiceUnavailableError(
            f"What answers at {self.url} is not the sentiment service: set API_URL to its address."
        )


def _error_of(response: httpx2.Response) -> SentimentError:
    """Return the error for a response whose status is not 2xx."""
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = f"The sentiment service answered with status {response.status_code}."
    if response.status_code == 401:
        return ServiceUnavailableError("The sentiment service requires a key: set API_KEY to one of its API_KEYS.")
    if response.status_code in (408, 429) or response.status_code >= 500:
        seconds = response.headers.get("Retry-After", "")
        return ServiceUnavailableError(str(detail), float(seconds) if seconds.isdigit() else None)
    if isinstance(detail, str):
        return RequestRefusedError(detail)
    empty_rows = [problem["loc"][-1] for problem in detail if problem["type"] == "text_empty"]
    return RequestRefusedError(f"{'; '.join(problem['msg'] for problem in detail)}.", empty_rows)
