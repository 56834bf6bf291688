"""How requests hold their texts: one or several, with errors about what was sent and not about each alternative."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, WrapValidator

from ...api_types import MAX_BATCH_TEXTS, Text

TextList = Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]

_RowOfOne = Annotated[list[Text], Field(min_length=1, max_length=1)]
_Rows = Annotated[list[Text | _RowOfOne], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_TEXT_LIST: TypeAdapter[list[str]] = TypeAdapter(TextList)


def _by_type(value: Any, _: Any) -> str | list[str]:
    return _TEXT_LIST.validate_python(value) if isinstance(value, list) else _TEXT.validate_python(value)


def unwrap_rows(value: Any) -> Any:
    """Make rows of one text the text itself; what else is wrong is left to the validation."""
    if not isinstance(value, list):
        return value
    return [row[0] if isinstance(row, list) and len(row) == 1 else row for row in value]


OneOrMoreTexts = Annotated[str | list[str], WrapValidator(_by_type, json_schema_input_type=Text | TextList)]
"""A text, or a list of texts."""

OneOrMoreRows = Annotated[OneOrMoreTexts, BeforeValidator(unwrap_rows, json_schema_input_type=Text | _Rows)]
"""A text, or a list of texts, each of which may be a list of one."""

TextRows = Annotated[TextList, BeforeValidator(unwrap_rows, json_schema_input_type=_Rows)]
"""A list of texts, each of which may be a list of one."""


def as_list(texts: str | list[str]) -> list[str]:
    """Return one text as a list of one."""
    return [texts] if isinstance(texts, str) else texts
