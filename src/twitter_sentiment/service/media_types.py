"""What a body is declared to be, and who may parse it."""

from starlette.datastructures import Headers

JSON = "application/json"
JSON_LINES = "application/jsonlines"
CSV = "text/csv"
BINARY = "application/octet-stream"

BINARY_TENSORS_HEADER = "Inference-Header-Content-Length"
"""Length of the JSON that tensors follow in the same body, in the Open Inference Protocol."""

READ_AS_JSON = "twitter_sentiment.read_as_json"
"""Set in the scope of a request whose endpoint reads the format of its body, though that is not declared as JSON."""


def media_type(headers: Headers) -> str:
    """Return the declared type without its parameters, in lower case; empty if there is none."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def is_json(headers: Headers) -> bool:
    """Return whether a body is declared as JSON."""
    declared = media_type(headers)
    return declared == JSON or (declared.startswith("application/") and declared.endswith("+json"))


def is_parsed_as_json(headers: Headers) -> bool:
    """Return whether a body may be parsed as JSON from its start to its end, by whatever endpoint it is sent to."""
    declared = media_type(headers)
    if not declared:
        return BINARY_TENSORS_HEADER not in headers
    return declared not in (CSV, BINARY)
