"""Requests and responses, without sending anything: what both clients share."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from ..api_types import BatchRequest, BatchResponse, PredictionResponse, PredictRequest, ValidationErrorDetail
from ..errors import RequestRefusedError, SentimentError, ServiceUnavailableError
from ..service_types import ModelInfo, ReadyResponse
from .results import check_text

ResponseT = TypeVar("ResponseT", bound=BaseModel)

_BUSY = (408, 429)
"""Statuses below 500 of requests that may succeed later."""

_NO_SUCH_ENDPOINT = (404, 405)


@dataclass(frozen=True, slots=True)
class Options:
    """What is requested for each text; `neutral=None` is the default of the service."""

    neutral: bool | None = None
    scores: bool = False
    tokens: bool = False
    language: bool = False


@dataclass(frozen=True, slots=True)
class Call(Generic[ResponseT]):
    """A request.

    Attributes:
        method: GET or POST.
        path: the endpoint.
        response_type: what comes back.
        body: the content, as JSON.
    """

    method: str
    path: str
    response_type: type[ResponseT]
    body: bytes = b""


READY = Call("GET", "/ready", ReadyResponse)
MODEL = Call("GET", "/model", ModelInfo)


def predict_call(text: str, options: Options, *, explain: bool) -> Call[PredictionResponse]:
    """Return the request for one text.

    Raises:
        RequestRefusedError: the text can't be predicted.
    """
    if refusal := check_text(text):
        raise RequestRefusedError(f"{refusal.error.msg}.")
    request = PredictRequest.model_construct(text=text, explain=explain, **asdict(options))
    return Call("POST", "/predict", PredictionResponse, _encode(request))


def batch_call(texts: Sequence[str], options: Options) -> Call[BatchResponse]:
    """Return the request for several texts."""
    request = BatchRequest.model_construct(texts=list(texts), **asdict(options))
    return Call("POST", "/predict/batch", BatchResponse, _encode(request))


def _encode(request: BaseModel) -> bytes:
    # Without defaults, so that an older service accepts a request that does not need what is new.
    return request.model_dump_json(exclude_defaults=True).encode()


class Service:
    """The service as the errors of its clients name it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self, call: Call[ResponseT], response: httpx2.Response) -> ResponseT:
        """Return the content of a response.

        Raises:
            ServiceUnavailableError: the service can't respond now, or is another one.
            RequestRefusedError: it refuses the request.
        """
        if not response.is_success:
            error = self.error(response.status_code, response.content, response.headers.get("Retry-After", ""))
            # The sentiment service refuses none of these GET requests.
            raise self.wrong() if call.method == "GET" and isinstance(error, RequestRefusedError) else error
        try:
            return call.response_type.model_validate_json(response.content)
        except ValidationError:
            raise self.wrong() from None

    def error(self, status: int, content: bytes, retry_after: str) -> SentimentError:
        """Return the error for a response whose status is not 2xx."""
        if status in _NO_SUCH_ENDPOINT:
            return self.wrong()
        try:
            detail = _Problem.model_validate_json(content).detail
        except ValidationError:
            detail = f"The sentiment service answered with status {status}."
        return problem_error(status, detail, float(retry_after) if retry_after.isdecimal() else None)

    def wrong(self) -> ServiceUnavailableError:
        """Return the error for a response that is not of the sentiment service."""
        return ServiceUnavailableError(
            f"What answers at {self.url} is not the sentiment service: correct its address (API_URL).", permanent=True
        )

    def unreachable(self, error: Exception, timeout_secs: float) -> ServiceUnavailableError:
        """Return the error for a request without a response."""
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return ServiceUnavailableError(
                f"The sentiment service at {self.url} takes longer than {timeout_secs:g} seconds.", slow=True
            )
        return ServiceUnavailableError(f"The sentiment service does not answer at {self.url}.")


def problem_error(
    status: int, detail: str | Sequence[ValidationErrorDetail], retry_after_secs: float | None
) -> SentimentError:
    """Return the error for a problem that the service names."""
    if status == 401:
        return ServiceUnavailableError(
            "The sentiment service requires a key: use one of its API_KEYS (API_KEY).", permanent=True
        )
    if isinstance(detail, str):
        message = detail
        details = []
    else:
        message = f"{'; '.join(problem.msg for problem in detail)}."
        details = [problem.model_dump() for problem in detail]
    if status in _BUSY or status >= 500:
        return ServiceUnavailableError(message, retry_after_secs, slow=status == 504)
    return RequestRefusedError(message, details, too_large=status == 413)


class _Problem(BaseModel):
    """The part of a problem (RFC 9457) that is shown."""

    detail: str | list[ValidationErrorDetail]
