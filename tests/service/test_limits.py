"""Limits of bodies: small ones pass, and of the large ones the worst goes first."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from fastapi import FastAPI, Request

from twitter_sentiment.service.json_structure import MAX_STRUCTURE_BYTES, JsonStructure
from twitter_sentiment.service.middleware.limits import BodyLimitMiddleware


class Bodies:
    """An application that reads bodies and keeps each of its requests until `release` is set."""

    def __init__(self) -> None:
        self.release = asyncio.Event()
        self.read = asyncio.Semaphore(0)
        app = FastAPI()
        app.post("/")(self.handle)
        app.add_middleware(BodyLimitMiddleware, max_body_bytes=10, max_large_bodies=2, small_body_bytes=4)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")

    async def handle(self, request: Request) -> int:
        size = len(await request.body())
        self.read.release()
        await self.release.wait()
        return size

    def post(self, body: bytes | AsyncIterator[bytes]) -> "asyncio.Task[httpx2.Response]":
        return asyncio.create_task(self.client.post("/", content=body))


async def unfinished(started: asyncio.Event) -> AsyncIterator[bytes]:
    yield b"x" * 9
    started.set()
    await asyncio.Event().wait()


@pytest.mark.anyio
async def test_too_many_complete_large_bodies_are_503_small_ones_pass() -> None:
    bodies = Bodies()
    accepted = [bodies.post(b"x" * 9) for _ in range(2)]
    for _ in range(2):
        await bodies.read.acquire()
    assert (await bodies.post(b"x" * 9)).status_code == 503
    accepted += [bodies.post(b"x" * 4) for _ in range(10)]
    bodies.release.set()
    assert [response.json() for response in await asyncio.gather(*accepted)] == [9, 9] + 10 * [4]
    assert (await bodies.post(b"x" * 9)).json() == 9


@pytest.mark.anyio
async def test_incomplete_body_makes_room_for_another() -> None:
    bodies = Bodies()
    bodies.release.set()
    started = asyncio.Event()
    held = bodies.post(unfinished(started))
    await started.wait()
    bodies.release.clear()
    accepted = [bodies.post(b"x" * 9) for _ in range(2)]
    assert (await held).status_code == 503
    bodies.release.set()
    assert [response.status_code for response in await asyncio.gather(*accepted)] == [200, 200]


def parts_of(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


@pytest.mark.parametrize("size", [1, 10_000_000])
@pytest.mark.parametrize(
    ("body", "too_large"),
    [
        (b'{"texts": ["' + b"[],{}:" * 20_000 + b'"]}', False),
        (b'["' + b'\\"[\\\\' * 20_000 + b'"]', False),
        (b'["' + b"\\\\" * 20_000 + b'"' + b" " * MAX_STRUCTURE_BYTES, True),
        (b"[" + b"[]," * 30_000, True),
        (b"[" + b'"",' * 40_000, True),
        (b"1" * (MAX_STRUCTURE_BYTES + 1), True),
        (b"1" * MAX_STRUCTURE_BYTES, False),
    ],
)
def test_structure_is_counted_outside_of_strings(body: bytes, too_large: bool, size: int) -> None:
    structure = JsonStructure()
    assert any(structure.is_too_large(part) for part in parts_of(body, size)) == too_large
