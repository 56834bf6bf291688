"""Bodies of other formats, read as the JSON that their endpoint declares.

FastAPI's way: https://fastapi.tiangolo.com/how-to/custom-request-and-route/
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

from ..media_types import JSON, READ_AS_JSON

BodyReader = Callable[[bytes], Any]
"""From a body to what its JSON would hold; raises `HTTPException`."""


class TranslatingRoute(APIRoute):
    """A route whose bodies may have another format; the endpoint declares, and the schema describes, their JSON."""

    def body_reader(self, headers: Headers) -> BodyReader | None:
        """Return what reads a body with these headers; None for JSON that is declared as such.

        Raises:
            HTTPException: the headers contradict each other, or nothing reads this format.
        """
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, which gets the translated request."""
        handle = super().get_route_handler()

        async def handle_translated(request: Request) -> Response:
            reader = self.body_reader(request.headers)
            return await handle(_TranslatedRequest(request, reader) if reader else request)

        return handle_translated


class _TranslatedRequest(Request):
    """A request that says it is JSON; FastAPI then calls `json`."""

    def __init__(self, request: Request, reader: BodyReader) -> None:
        super().__init__(request.scope, request.receive)
        self._reader = reader
        self.scope[READ_AS_JSON] = True

    @property
    def headers(self) -> Headers:
        """The headers, with the type of what `json` returns."""
        return Headers({**super().headers, "content-type": JSON})

    async def json(self) -> Any:
        """Return the translated body."""
        return self._reader(await self.body())


def unreadable_body(message: str) -> HTTPException:
    """Return the error for a body that is not what its headers declare, without any of it."""
    return HTTPException(422, [{"type": "body_unreadable", "loc": ["body"], "msg": message}])
