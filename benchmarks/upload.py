"""Memory of the web interface, and of the process that reads for it, before, during and after a large upload.

Needs Chromium and `pip install playwright`; `twitter-sentiment start` must be running.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psutil
import typer
from playwright.sync_api import sync_playwright

_WAIT_MS = 300_000
_SETTLE_MS = 5_000
_SAMPLE_SECS = 0.1
_TEXT = "A tweet of the usual length about a new phone, its battery, its camera and the price, which was too high."


def main(
    url: Annotated[str, typer.Option(help="Address of the web interface.")] = "http://127.0.0.1:8501",
    megabytes: Annotated[int, typer.Option(min=1, max=199, help="Size of the CSV file.")] = 192,
) -> None:
    """Print the memory in MB, of the page alone and with the process that reads the file."""
    page_process = _process_of(int(url.rpartition(":")[2]))
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, sync_playwright() as driver:
        table = Path(folder, "large.csv")
        rows = _write_table(table, megabytes)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(_WAIT_MS)
        page.goto(url)
        page.get_by_role("tab", name="Analyze a file").click()
        chooser = page.locator("input[type=file]").first
        chooser.wait_for(state="attached")
        before = _memory(page_process)
        with _peak(page_process) as highest:
            chooser.set_input_files(table)
            page.get_by_text(f"{rows:,} rows").wait_for()
        page.wait_for_timeout(_SETTLE_MS)
        after = _memory(page_process)
        browser.close()
    typer.echo(f"A CSV file of {megabytes} MB, {rows:,} rows:\n")
    typer.echo("| when | the page, MB | with its reader, MB |\n| --- | ---: | ---: |")
    for when, (alone, together) in {"before": before, "most during": highest, "after": after}.items():
        typer.echo(f"| {when} | {alone / 1e6:.0f} | {together / 1e6:.0f} |")


def _write_table(path: Path, megabytes: int) -> int:
    with path.open("w", encoding="ascii") as file:
        file.write("id,text\n")
        rows = 0
        while file.tell() < megabytes * 1_000_000:
            file.writelines(f'{number},"{_TEXT}"\n' for number in range(rows, rows + 1_000))
            rows += 1_000
    return rows


def _process_of(port: int) -> psutil.Process:
    listening = (one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN)
    return psutil.Process(next(one.pid for one in listening if one.laddr and one.laddr.port == port))


def _memory(process: psutil.Process) -> list[int]:
    """Return the memory of a process, and of it with its children, in bytes; shared pages are divided."""
    sizes = [process.memory_full_info().pss]
    for child in process.children(recursive=True):
        try:
            sizes.append(child.memory_full_info().pss)
        except psutil.NoSuchProcess:
            continue
    return [sizes[0], sum(sizes)]


@contextmanager
def _peak(process: psutil.Process) -> Iterator[list[int]]:
    """Watch the memory and keep the most of each figure."""
    highest = _memory(process)
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECS):
            highest[:] = map(max, highest, _memory(process))

    thread = threading.Thread(target=watch)
    thread.start()
    yield highest
    ended.set()
    thread.join()


if __name__ == "__main__":
    typer.run(main)
