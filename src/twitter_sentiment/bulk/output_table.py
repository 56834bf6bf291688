"""The columns of a file of predictions."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from ..errors import InputError
from ..files.column_types import typed_schema
from ..files.columns import find_named, unique_names
from ..files.conventions import LANGUAGE_COLUMNS, PREDICTION_COLUMNS, escape_formula, input_column_name
from ..files.options import TableFormat
from ..files.table import Table
from ..files.writing import output_format
from ..inference import Prediction
from ..inference.prediction import TextLanguage
from .engine import PredictedRows
from .options import BulkOptions


class OutputTable:
    """Turns predicted rows into rows of the output.

    Their columns: [id], text, sentiment, confidence, [scores], [language, supported], [other columns].

    Attributes:
        id_column: the column of the input that comes first; None for none.
        input_schema: types with which the input has to be read.
        schema: names and types of the output's columns.
    """

    def __init__(self, table: Table, output: Path, labels: Sequence[str], options: BulkOptions) -> None:
        """Choose the columns.

        Args:
            table: the input.
            output: file to write, whose ending tells the format.
            labels: the classes that predictions choose from.
            options: which columns to write.

        Raises:
            InputError: no column holds the texts, or the column of ids can't be used.
        """
        text_column = table.require_text_column()
        self.id_column = _find_id_column(table, text_column, options.id_column)
        copied = [name for name in table.columns if name not in (text_column, self.id_column)]
        self._others = copied if options.keep_columns else []
        self._labels = labels if options.scores else ()
        self._with_languages = options.language
        # CSV has no types: there a number is written with all its digits, and other columns to the letter.
        self._as_text = output_format(output) in (TableFormat.CSV, TableFormat.TSV)
        self._safe_csv = options.safe_csv and self._as_text
        copies_typed = not self._as_text and (self._others or self.id_column)
        self.input_schema = typed_schema(table) if copies_typed else table.schema
        self.schema = self._output_schema()

    def batch(self, predicted: PredictedRows) -> pa.RecordBatch:
        """Make rows of the output."""
        batch = predicted.rows.batch
        predictions = predicted.predictions
        columns = [
            *([batch.column(self.id_column)] if self.id_column else []),
            predicted.rows.texts,
            [prediction.sentiment if prediction else None for prediction in predictions],
            self._numbers([prediction.confidence if prediction else None for prediction in predictions]),
            *(self._numbers(_scores(predictions, label)) for label in self._labels),
            *(self._language_columns(predicted.languages) if self._with_languages else []),
            *(batch.column(name) for name in self._others),
        ]
        if self._safe_csv:
            columns = [self._without_formulas(column) for column in columns]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self.schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _without_formulas(self, column: pa.Array | Sequence[str | float | None]) -> pa.Array | list[object]:
        if isinstance(column, pa.Array) and not pa.types.is_string(column.type):
            return column
        return [escape_formula(cell) for cell in (column.to_pylist() if isinstance(column, pa.Array) else column)]

    def _output_schema(self) -> pa.Schema:
        number = pa.string() if self._as_text else pa.float64()
        own = [*PREDICTION_COLUMNS, *(f"score_{label}" for label in self._labels)]
        types = [pa.string(), pa.string(), *[number] * (len(own) - 2)]
        if self._with_languages:
            own += LANGUAGE_COLUMNS
            types += [pa.string(), pa.string() if self._as_text else pa.bool_()]
        first = [self.id_column] if self.id_column else []
        names = [
            *(input_column_name(name, own) for name in first),
            *own,
            *(input_column_name(name, own) for name in self._others),
        ]
        types = [*map(self._input_type, first), *types, *map(self._input_type, self._others)]
        if self._safe_csv:
            names = [str(escape_formula(name)) for name in names]
        return pa.schema(list(zip(unique_names(names), types, strict=True)))

    def _input_type(self, column: str) -> pa.DataType:
        return self.input_schema.field(column).type

    def _language_columns(self, languages: Sequence[TextLanguage | None]) -> list[list[str | bool | None]]:
        supported = [language.supported if language else None for language in languages]
        return [
            [language.code if language else None for language in languages],
            [str(value).lower() if value is not None and self._as_text else value for value in supported],
        ]

    def _numbers(self, values: Sequence[float | None]) -> Sequence[str | float | None]:
        if self._as_text:
            return [None if value is None else f"{value:.4f}" for value in values]
        return [None if value is None else round(value, 4) for value in values]


def _find_id_column(table: Table, text_column: str, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    column = find_named(table.name, table.columns, wanted, "--id-column")
    if column == text_column:
        raise InputError(f"The column {column!r} holds the texts and can't be that of the ids too.")
    return column


def _scores(predictions: Sequence[Prediction | None], label: str) -> list[float | None]:
    return [prediction.scores[label] if prediction else None for prediction in predictions]
