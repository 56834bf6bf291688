"""What a bulk run is told to do."""

from dataclasses import dataclass, field
from enum import StrEnum

from ..files.options import ReadOptions

STANDARD_OUTPUT = "-"


class EngineName(StrEnum):
    """What predicts the rows."""

    LOCAL = "local"
    """All cores of this machine."""
    RAY = "ray"
    """The worker processes of a Ray cluster."""


@dataclass(frozen=True)
class BulkOptions:
    """The columns of the output, and how the input is read.

    Attributes:
        neutral: choose from three classes instead of two.
        scores: write the probability of each class.
        language: write the language of each text, and whether the model was trained for it.
        keep_columns: write the other columns of the input, behind the predictions.
        id_column: column of the input that becomes the first one of the output; its cells must differ.
        safe_csv: put an apostrophe in front of the cells of CSV that a spreadsheet would run as formulas.
        reading: how the input was read.
        engine: what predicts the rows. An unfinished run is continued only with the same options.
    """

    neutral: bool = False
    scores: bool = False
    language: bool = False
    keep_columns: bool = False
    id_column: str | None = None
    safe_csv: bool = False
    reading: ReadOptions = field(default_factory=ReadOptions)
    engine: EngineName = EngineName.LOCAL
