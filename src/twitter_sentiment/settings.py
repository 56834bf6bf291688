"""Every environment variable, once: name, default, type, and what may be in it.

Values come from the environment or from a `.env` file in the working folder; the environment wins. An empty value
counts as not set, but for HISTORY_URL, where it means that nothing is kept on disk.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import InputError


class Settings(BaseSettings):
    """The settings of all commands; the field `max_len` is the variable `MAX_LEN`, and so on."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    api_port: int = Field(8000, ge=1, le=65535, description="Port of the API")
    ui_port: int = Field(8501, ge=1, le=65535, description="Port of the web interface")
    api_url: str = Field("http://api:8000", pattern=r"^https?://", description="Where the web interface finds the API")
    history_url: str = Field(
        "sqlite:///data/history.sqlite3", description="Database of the web interface's history; empty: in memory only"
    )

    model_path: Path = Field(Path("model_output"), description="Model folder to serve; the embedded model if absent")
    neutral: bool = Field(False, description="Show the neutral class by default")

    model_name: str = Field("distilbert-base-uncased", description="Encoder to fine-tune: hub name or folder")
    max_len: int = Field(256, ge=8, le=8192, description="Most tokens of a text that a model reads")
    learning_rate: float = Field(2e-5, gt=0, lt=1, description="Peak learning rate of AdamW")
    batch_size: int = Field(10, ge=1, le=4096, description="Texts in one step of training or one run of the model")
    num_epochs: int = Field(2, ge=1, le=1000, description="Most passes over the training data")

    processed_data_dir: Path = Field(Path("data/processed"), description="Folder of train.csv and test.csv")
    model_output: Path = Field(Path("model_output"), description="Folder the trained model is written to")
    results_dir: Path = Field(Path("results"), description="Folder of metrics, summaries and figures")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_set(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != "" or name == "history_url"}

    @property
    def max_len_if_set(self) -> int | None:
        """MAX_LEN where somebody set it: a served model otherwise keeps the length it was trained with."""
        return self.max_len if "max_len" in self.model_fields_set else None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Reads the settings once per process.

    Raises:
        InputError: a variable holds a value that can't be used; the message names all of them.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']).upper()}={problem['input']!r}: {problem['msg']}"
            for problem in error.errors()
        )
        raise InputError(f"A setting can't be used ({problems}). Mend it in the environment or in .env.") from None
