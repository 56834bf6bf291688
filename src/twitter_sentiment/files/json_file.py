"""JSON files: indented, UTF-8, with a final line end."""

import json
from pathlib import Path
from typing import Any

from .atomic import atomic_file


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file atomically.

    Raises:
        InputError: the file can't be written.
    """
    with atomic_file(path) as file:
        file.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
