"""Every environment variable, once: name, default, type, and what may be in it.

Each program reads the class it needs, so that a bad value of another program's variable does not stop it. Values come
from the environment or from a `.env` file in the working folder; the environment wins. An empty value counts as not
set, but for HISTORY_URL, where it means that nothing is kept on disk.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import InputError

MIN_SECRET_CHARACTERS = 16
"""The shortest secret that signs anything."""

MIN_KEY_CHARACTERS = 8
"""A shorter key is guessed in days at the speed at which the API refuses wrong ones."""

NO_SECRET = "none"  # noqa: S105 - the opposite of a secret
"""What a file of secrets holds where none is intended; an empty file may be a mistake, which would open the API."""

NO_FOLDER = "none"
"""What JOBS_DIR holds where the API takes no jobs."""

MULTILINGUAL_MODEL = "multilingual"
"""Name of the model for what is not English, where it comes with the package."""


class Languages(StrEnum):
    """Which model reads a text."""

    AUTO = "auto"
    """The multilingual one, where there is one, what is surely not English; that of MODEL_PATH all others."""
    DEFAULT = "default"
    """That of MODEL_PATH all texts."""
    MULTILINGUAL = "multilingual"
    """The multilingual one all texts."""


class CommonSettings(BaseSettings):
    """What all programs share; the field `results_dir` is the variable `RESULTS_DIR`, and so on."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    results_dir: Path = Field(Path("results"), description="Folder of metrics, summaries and plots")

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            InputError: a variable holds a value that can't be used; the message names all of them.
        """
        try:
            return cls()
        except ValidationError as error:
            problems = "; ".join(
                f"{'.'.join(str(part) for part in problem['loc']).upper()}={problem['input']!r}: {problem['msg']}"
                for problem in error.errors()
            )
            raise InputError(
                f"A setting can't be used ({problems}). Correct it in the environment or in .env."
            ) from None

    @model_validator(mode="before")
    @classmethod
    def _ignore_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        # pydantic-settings' own env_ignore_empty knows no exception.
        return {name: value for name, value in values.items() if value != "" or name == "history_url"}


class ServingSettings(CommonSettings):
    """The settings of the HTTP service and of all commands that predict."""

    api_port: int = Field(8000, ge=1, le=65535, description="Port of the API")
    model_path: Path = Field(
        Path("model_output"), description="Folder or name (accurate, fast) of the model; the default model if absent"
    )
    served_model_name: str = Field(
        "default",
        pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
        description="Name of the model in the protocols of other servers: /v1/models, /classify, /v2/models/NAME",
    )
    languages: Languages = Field(Languages.AUTO, description="Which model reads what: auto, default or multilingual")
    multilingual_path: Path = Field(
        Path(MULTILINGUAL_MODEL), description="Folder or name of the model for what is not English"
    )
    max_len: int | None = Field(
        None, ge=8, le=8192, description="Most tokens of a text that are read, up to what the model was trained with"
    )
    batch_size: int = Field(10, ge=1, le=4096, description="Most texts in one batch of the model")
    neutral: bool = Field(False, description="Show the neutral class by default")

    workers: int = Field(1, ge=1, le=256, description="Processes of the API, which share the cores of the machine")
    cache_size: int = Field(10_000, ge=0, description="Texts whose predictions are cached; 0 caches none")
    queue_size: int = Field(1_024, ge=1, description="Most texts in flight; beyond it the API answers 503")
    max_body_bytes: int = Field(8_388_608, ge=1_024, description="Largest request body")
    max_connections: int = Field(1_000, ge=1, description="Most connections at a time, to each worker")
    request_timeout: float = Field(30, gt=0, description="Seconds after which a request is answered with 504")
    stop_timeout: float = Field(6, ge=0, description="Seconds for requests in flight when the API is stopped")
    rate_limit: str | None = Field(None, description="Texts of one client, such as 100/minute; no limit if empty")

    api_keys: SecretStr | None = Field(None, description="Keys that open the API, separated by commas; open if empty")
    api_keys_file: Path | None = Field(None, description="File with such keys, one a line")
    cors_origins: str | None = Field(None, description="Web sites whose pages may call the API")

    jobs_dir: Path = Field(Path("data/jobs"), description="Folder of the jobs; none: the API takes no jobs")
    job_retention: float = Field(24, gt=0, description="Hours after which a job that has ended is removed")
    job_max_bytes: int = Field(1_073_741_824, ge=1_024, description="Largest file of a job")
    job_queue_size: int = Field(100, ge=1, description="Most jobs that have not ended")
    job_queue_per_key: int = Field(10, ge=1, description="Most jobs of one key that have not ended")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Lowest level that is logged")
    log_format: Literal["text", "json"] = Field("text", description="Text for people, or one JSON object a line")

    @field_validator("languages", "log_level", "log_format", mode="before")
    @classmethod
    def _ignore_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @property
    def jobs_folder(self) -> Path | None:
        """The folder of the jobs; None where JOBS_DIR is the word `none`."""
        return None if str(self.jobs_dir) == NO_FOLDER else self.jobs_dir

    @property
    def accepted_keys(self) -> list[str]:
        """The keys that open the API, of API_KEYS and API_KEYS_FILE; none where neither is set.

        Raises:
            InputError: one of them is set and holds no key, so that the API would be open to all, or too short a key.
        """
        keys = _keys("API_KEYS", self.api_keys, self.api_keys_file)
        if any(len(key) < MIN_KEY_CHARACTERS for key in keys):
            raise InputError(
                f"A key of API_KEYS or API_KEYS_FILE has fewer than {MIN_KEY_CHARACTERS} characters and could be "
                "guessed: make one with `openssl rand -hex 16`."
            )
        return keys


class DashboardSettings(CommonSettings):
    """The settings of the web interface."""

    ui_port: int = Field(8501, ge=1, le=65535, description="Port of the web interface")
    api_url: str = Field("http://api:8000", pattern=r"^https?://", description="Where the web interface finds the API")
    history_url: str = Field(
        "sqlite:///data/history.sqlite3", description="Database of the web interface's history; empty: in memory only"
    )
    history_retention_days: int = Field(
        0, ge=0, description="Days after which an entry of the history is deleted; 0 keeps it forever"
    )
    session_secret: SecretStr | None = Field(
        None, description="Signs whose history a browser opens; made once beside the history if empty"
    )
    session_secret_file: Path | None = Field(None, description="File with that secret")
    upload_dir: Path = Field(Path("data/uploads"), description="Folder for uploads while they are read")
    neutral: bool = Field(False, description="Show the neutral class by default")
    api_key: SecretStr | None = Field(None, description="Key that the web interface sends")
    api_key_file: Path | None = Field(None, description="File with that key")

    @property
    def own_key(self) -> str | None:
        """The key that the web interface sends, of API_KEY or API_KEY_FILE.

        Raises:
            InputError: one of them is set and holds no key.
        """
        return next(iter(_keys("API_KEY", self.api_key, self.api_key_file)), None)

    @property
    def own_secret(self) -> str | None:
        """The secret that signs the histories, of SESSION_SECRET or SESSION_SECRET_FILE; None where neither is set.

        Raises:
            InputError: it can't be read, or can be guessed.
        """
        for source, text in _secrets("SESSION_SECRET", self.session_secret, self.session_secret_file).items():
            if len(text.strip()) < MIN_SECRET_CHARACTERS:
                raise InputError(
                    f"{source} has fewer than {MIN_SECRET_CHARACTERS} characters: use `openssl rand -hex 32`."
                )
            return text.strip()
        return None


class TrainingSettings(CommonSettings):
    """The settings of `preprocess`, `train` and `export`."""

    model_name: str = Field(
        "distilbert-base-uncased", description="What to fine-tune: hub name, folder, accurate, fast or multilingual"
    )
    max_len: int = Field(256, ge=8, le=8192, description="Most tokens of a text that the model reads")
    learning_rate: float = Field(2e-5, gt=0, lt=1, description="Peak learning rate of AdamW")
    batch_size: int = Field(10, ge=1, le=4096, description="Texts in one training step")
    num_epochs: int = Field(2, ge=1, le=1000, description="Most passes over the training data")
    mixture_dir: Path = Field(Path("data"), description="Folder of the sources that a recipe names")
    processed_data_dir: Path = Field(Path("data/processed"), description="Folder of train.csv and test.csv")
    model_output: Path = Field(Path("model_output"), description="Folder to write the trained model to")


def _secrets(name: str, value: SecretStr | None, file: Path | None) -> dict[str, str]:
    """Read what a variable holds and what the file of its twin holds, by the name of each that is set."""
    sources = {name: value.get_secret_value()} if value else {}
    if file:
        try:
            content = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{name}_FILE can't be read: {error}.") from None
        if content.strip() != NO_SECRET:
            sources[f"{name}_FILE"] = content
    return sources


def _keys(name: str, value: SecretStr | None, file: Path | None) -> list[str]:
    sources = _secrets(name, value, file)
    keys_by_source = {source: text.replace(",", " ").split() for source, text in sources.items()}
    if empty := [source for source, keys in keys_by_source.items() if not keys]:
        raise InputError(f"{empty[0]} is set, but holds no key.")
    return [key for keys in keys_by_source.values() for key in keys]
