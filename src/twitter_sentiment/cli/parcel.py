"""`twitter-sentiment pack` and `unpack`: models and data in small parts, to and from another machine."""

from pathlib import Path
from typing import Annotated

import typer

from .app import app


@app.command()
def pack(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to pack.")],
    output_dir: Annotated[Path, typer.Option(help="New folder for the parts.")],
    part_size: Annotated[int, typer.Option(min=1, help="Largest part, in megabytes.")] = 15,
) -> None:
    """Pack models and data into small parts, for a machine that takes little at a time.

    Weights (.safetensors) are packed in half precision.
    """
    from ..model.parcel import pack as run

    parts = run(paths, output_dir, part_size)
    size = sum(part.stat().st_size for part in parts) / 1e6
    typer.echo(f"Written: {output_dir} ({len(parts)} parts, {size:.1f} MB)")


@app.command()
def unpack(
    parcel: Annotated[Path, typer.Argument(help="Folder with all the parts.")],
    output_dir: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
) -> None:
    """Unpack what `pack` made."""
    from ..model.parcel import unpack as run

    run(parcel, output_dir)
    typer.echo(f"Unpacked into {output_dir}")
