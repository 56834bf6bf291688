"""The HTTP protocol fits the installed uvicorn."""

import pytest

from twitter_sentiment.service.http_protocol import require_attributes


def test_require_attributes_names_missing_ones() -> None:
    class OtherProtocol:
        def __init__(self) -> None:
            self.cycle = None

        def connection_made(self) -> None: ...

    require_attributes(OtherProtocol, ["connection_made", "cycle"])
    with pytest.raises(ImportError, match=r"OtherProtocol has no loop, scope\. Install uvicorn"):
        require_attributes(OtherProtocol, ["scope", "cycle", "loop"])
