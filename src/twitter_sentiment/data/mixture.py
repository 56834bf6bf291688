"""Mixtures: the sources of a training as data, a TOML file that names each with its origin and its license.

[[sources]]
name = "written"
files = ["written/*.csv"]
origin = "written for this project"
license = "MIT"
repeats = 2
held_out = 0.05
block_rows = 20

[[checks]]
name = "challenge"
files = ["checks/written.csv"]

[test]
name = "tweets"
files = ["tweets/validation.csv"]

[vocabulary]
least_count = 5
whole_scripts = ["Devanagari"]
"""

import tomllib
from pathlib import Path
from typing import Literal, Self

import pandas as pd
import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ..errors import InputError
from ..files.formats import is_table_name
from .labeled import read_labeled, read_texts
from .sources import HUB_SOURCES, Source


class DataSet(BaseModel):
    """Where the rows of a data set are.

    Attributes:
        name: its name in reports.
        files: patterns of tables below MIXTURE_DIR, or one IMDB folder or archive.
        hub: one of `HUB_SOURCES`, which is loaded where there are no such files.
        part: part of a data set that brings several: of the hub, or of an archive.
        origin: where it comes from: for a collected source repository, commit and path.
        license: as its origin states it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    files: tuple[str, ...] = ()
    hub: str | None = None
    part: Literal["train", "validation", "test"] = "train"
    origin: str = ""
    license: str = "not stated"

    @model_validator(mode="after")
    def _check_location(self) -> Self:
        if not self.files and self.hub is None:
            raise ValueError(f"{self.name} has neither files nor hub")
        if self.hub is not None and self.hub not in HUB_SOURCES:
            raise ValueError(f"{self.name}: hub must be one of {', '.join(HUB_SOURCES)}, not {self.hub}")
        return self

    def paths(self, folder: Path) -> list[Path]:
        """Return the files that are there, in order."""
        return [path for pattern in self.files for path in sorted(folder.glob(pattern))]

    def load(self, folder: Path) -> pd.DataFrame:
        """Read the rows: `text` and `label`.

        Raises:
            InputError: there are no such files and the hub is out of reach or not named; or a file can't be used.
        """
        paths = self.paths(folder)
        if paths and all(is_table_name(path.name) for path in paths):
            return pd.concat(read_labeled(paths), ignore_index=True)
        if not paths and self.hub is None:
            raise InputError(
                f"The source {self.name} is missing: there is no {' or '.join(self.files)} in {folder} (MIXTURE_DIR). "
                f"It comes from {self.origin or 'an origin that the recipe does not state'}. "
                "Put it there, or train without it: --skip-missing."
            )
        name = str(paths[0]) if paths else str(self.hub)
        table: pd.DataFrame | None = Source(name).load()._asdict()[self.part]
        if table is None:
            raise InputError(f"The source {self.name} ({name}) has no part {self.part}.")
        return table


class TrainingSource(DataSet):
    """A data set to train on.

    Attributes:
        labeled: whether its labels count; the texts of an unlabeled source are for a teacher alone.
        share: share of its rows that is used, drawn at random.
        max_rows: most rows that are used, drawn at random.
        repeats: how often each row occurs in an epoch.
        draw: how likely a row is among those of a smaller training (`--sample-size`), relative to other sources.
        weight: weight of a row in the loss.
        classes: what its labels can tell apart; rows of other classes are left out. None is every class that occurs.
        trusted_neutral: whether a neutral row is evidence that its text leans to neither side.
        held_out: share of its rows that is set aside for validation and calibration.
        block_rows: neighboring rows that stay together on one side of that division.
        language: the language of its texts as a BCP 47 tag, such as "pt" or "ar-MA"; None if it is not stated.
    """

    labeled: bool = True
    share: float = Field(1.0, gt=0, le=1)
    max_rows: int | None = Field(None, ge=1)
    repeats: int = Field(1, ge=1, le=100)
    draw: float = Field(1.0, gt=0, le=100)
    weight: float = Field(1.0, gt=0, le=100)
    classes: tuple[Literal["negative", "neutral", "positive"], ...] | None = None
    trusted_neutral: bool = False
    held_out: float = Field(0.0, ge=0, le=0.5)
    block_rows: int = Field(1, ge=1)
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")

    def load(self, folder: Path) -> pd.DataFrame:
        """Read the rows, with the label None for those of an unlabeled source.

        Raises:
            InputError: as `DataSet.load`.
        """
        paths = self.paths(folder)
        if self.labeled or not paths:
            return super().load(folder)
        texts = [text for path in paths for text in read_texts(path)]
        return pd.DataFrame({"text": texts, "label": None}, dtype=object)


class VocabularyCut(BaseModel):
    """What a training keeps of the encoder's vocabulary, beside special tokens and single characters.

    Attributes:
        least_count: how often a piece must occur in the texts: those to train on, each counted once, and `files`.
        most_probable: how many of a Unigram tokenizer's most probable pieces are kept: for languages of which the
            training has no texts.
        whole_scripts: Unicode scripts of which all pieces are kept, such as "Devanagari".
        files: patterns of further tables below MIXTURE_DIR whose texts count; their labels do not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_count: int = Field(1, ge=1)
    most_probable: int = Field(0, ge=0)
    whole_scripts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @field_validator("whole_scripts")
    @classmethod
    def _check_scripts(cls, scripts: tuple[str, ...]) -> tuple[str, ...]:
        for script in scripts:
            try:
                regex.compile(script_pattern(script))
            except regex.error:
                raise ValueError(f"{script} is no Unicode script: write, for example, Devanagari or Cyrillic") from None
        return scripts

    def texts(self, folder: Path, skip_missing: bool = False) -> list[str]:
        """Read the texts of `files`.

        Args:
            folder: where the files are.
            skip_missing: go without files that are missing.

        Raises:
            InputError: a file is missing or can't be read.
        """
        texts: list[str] = []
        for pattern in self.files:
            paths = sorted(folder.glob(pattern))
            if not paths and not skip_missing:
                raise InputError(
                    f"The recipe counts the words of {pattern}, which is not in {folder} (MIXTURE_DIR). Put it there, "
                    "or go without it: --skip-missing."
                )
            texts += [text for path in paths for text in read_texts(path)]
        return texts


def script_pattern(script: str) -> str:
    """Return the pattern of a character of a Unicode script, for the package `regex`."""
    return rf"\p{{Script={script}}}"


class Mixture(BaseModel):
    """A recipe: what to train on, what to test on, and what must not be trained on.

    Attributes:
        sources: what to train on. Of a text that several sources have, the row of the first one counts.
        checks: sets to measure with; their texts are removed from the sources, like those of `test`.
        test: the set of metrics.json.
        vocabulary: how the vocabulary of the encoder is cut; None keeps it whole.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[TrainingSource, ...] = Field(min_length=1)
    checks: tuple[DataSet, ...] = ()
    test: DataSet
    vocabulary: VocabularyCut | None = None

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [source.name for source in self.sources]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two sources are called {', '.join(repeated)}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a recipe.

        Raises:
            InputError: there is none, or it is no recipe; the message names the field.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise InputError(f"There is no recipe {path}: the project's are in recipes/.") from None
        except ValidationError as error:
            raise InputError(f"{path} is not a recipe of sources: {_explain(error)}.") from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"{path} can't be read as TOML: {error}.") from None


def _explain(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else str(problem["msg"])
