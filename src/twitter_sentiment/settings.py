"""Every environment variable, once: name, default, type, and what may be in it.

Values come from the environment or from a `.env` file in the working folder; the environment wins. An empty value
counts as not set, but for HISTORY_URL, where it means that nothing is kept on disk.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
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
    workers: int = Field(1, ge=1, le=256, description="Processes of the API, which share the cores of the machine")
    cache_size: int = Field(10_000, ge=0, description="Texts whose answers are kept in memory; 0 keeps none")

    queue_size: int = Field(1_024, ge=1, description="Most texts let in at a time; beyond it the API answers 503")
    max_body_bytes: int = Field(8_388_608, ge=1_024, description="Largest request body")
    max_connections: int = Field(1_000, ge=1, description="Most connections at a time, to each worker")
    request_timeout: float = Field(30, gt=0, description="Seconds after which a request is given up with 504")
    stop_timeout: float = Field(6, ge=0, description="Seconds in which the API finishes what it began before it stops")
    rate_limit: str | None = Field(None, description="Requests of one client, such as 100/minute; no limit if empty")

    api_keys: SecretStr | None = Field(None, description="Keys that open the API, with commas between; open if empty")
    api_keys_file: Path | None = Field(None, description="File with such keys, one a line")
    api_key: SecretStr | None = Field(None, description="Key the web interface uses")
    api_key_file: Path | None = Field(None, description="File with that key")
    cors_origins: str | None = Field(None, description="Web sites whose pages may call the API")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged")
    log_format: Literal["text", "json"] = Field("text", description="One JSON object a line, or text for people")

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

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_any_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @property
    def max_len_if_set(self) -> int | None:
        """MAX_LEN where somebody set it: a served model otherwise keeps the length it was trained with."""
        return self.max_len if "max_len" in self.model_fields_set else None

    @property
    def accepted_keys(self) -> list[str]:
        """The keys that open the API, of API_KEYS and API_KEYS_FILE; none where neither is set.

        Raises:
            InputError: one of them is set and holds no key: the API would be open to all.
        """
        return _keys("API_KEYS", self.api_keys, self.api_keys_file)

    @property
    def own_key(self) -> str | None:
        """The key the web interface sends, of API_KEY or API_KEY_FILE.

        Raises:
            InputError: one of them is set and holds no key.
        """
        return next(iter(_keys("API_KEY", self.api_key, self.api_key_file)), None)


def _keys(name: str, written: SecretStr | None, file: Path | None) -> list[str]:
    places = {name: written.get_secret_value()} if written else {}
    if file:
        try:
            places[f"{name}_FILE"] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{name}_FILE can't be read: {error}.") from None
    found = {place: text.replace(",", " ").split() for place, text in places.items()}
    if empty := [place for place, keys in found.items() if not keys]:
        raise InputError(f"{empty[0]} is set, but holds no key.")
    return [key for keys in found.values() for key in keys]


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
