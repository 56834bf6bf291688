"""The one folder whose files a client may name."""

from pathlib import Path

from ..errors import InputError
from ..files.byte_source import FileSource


class SharedFolder:
    """Opens files of a folder, and nothing outside of it."""

    def __init__(self, path: Path) -> None:
        """Check that there is such a folder.

        Raises:
            InputError: there is none.
        """
        if not path.is_dir():
            raise InputError(f"There is no folder {path}.")
        self._folder = path.resolve()

    def open(self, name: str) -> FileSource:
        """Find a file by its path in the folder, or by its whole path.

        Links are followed first: what counts is where the file lies. Whether there is anything outside is not told.

        Raises:
            InputError: it is outside of the folder, or there is no such file.
        """
        shown = name[:200]
        try:
            path = (self._folder / name).resolve()
            is_file = path.is_file()
        except (OSError, RuntimeError, ValueError):  # a circle of links, a zero, too long a name
            raise InputError(f"{shown!r} is no path of a file.") from None
        if not path.is_relative_to(self._folder):
            raise InputError(f"{shown!r} is outside of the folder that is shared: name a file below it.")
        if not is_file:
            raise InputError(f"There is no file {shown!r} in the folder that is shared.")
        source = FileSource(path)
        source.name = path.relative_to(self._folder).as_posix()
        return source
