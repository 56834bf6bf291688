"""Running an iterator in a thread of its own, some items ahead."""

from collections.abc import Generator, Iterable
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_POLL_SECS = 0.1
_END = object()


def read_ahead(items: Iterable[T], ahead: int = 1) -> Generator[T, None, None]:
    """Yield items that a thread computes, at most `ahead` of them in advance.

    An error of the iterator is raised here, and the thread ends when the caller stops early.
    """
    ready: Queue[object] = Queue(ahead)
    stopped = Event()
    failures: list[BaseException] = []

    def put(item: object) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=_POLL_SECS)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # raised again in the thread of the caller
            failures.append(error)
        put(_END)

    thread = Thread(target=work, name="read-ahead", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not _END:
            yield item  # type: ignore[misc]  # the queue holds items and the mark of the end
        if failures:
            raise failures[0]
    finally:
        stopped.set()
        thread.join()
