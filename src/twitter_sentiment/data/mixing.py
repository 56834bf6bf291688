"""From a recipe to rows: sources are loaded, cleared of what is measured with, divided, drawn and repeated."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import NEUTRAL, in_order
from ..text import DEFAULT_NORMALIZER, NORMALIZERS
from .labeled import read_texts
from .mixture import DataSet, Mixture, TrainingSource

logger = logging.getLogger(__name__)

# Read as a file: this package is below `evaluation`.
_CHALLENGE_SET = Path(__file__).parents[1] / "evaluation" / "checklist" / "challenge.csv"


@dataclass(frozen=True)
class SourceReport:
    """What became of the rows of one source; stored in run_summary.json and in the manifest.

    Attributes:
        name: its name in the recipe.
        origin: where it comes from.
        license: as its origin states it.
        rows: distinct rows to train on.
        repeats: how often each of them occurs in an epoch.
        in_epoch: rows of an epoch, which are fewer if the training is on a sample.
        held_out: rows for validation and calibration.
        measured_with: rows that were dropped, since their text stands in a set to measure with.
        repeated: rows that were dropped, since their text came before, in this source or an earlier one.
        skipped: whether it was missing, and the training went without it.
        language: the language of its texts, where the recipe states it.
    """

    name: str
    origin: str
    license: str
    rows: int = 0
    repeats: int = 1
    in_epoch: int = 0
    held_out: int = 0
    measured_with: int = 0
    repeated: int = 0
    skipped: bool = False
    language: str | None = None


@dataclass(frozen=True)
class MixedRows:
    """The rows of a mixture.

    Columns: `text`, `label`, `classes`, `source`, `language`, `weight`, `pull`; for training also `draw`. `classes` is
    the tuple of the classes that the source's labels can tell apart, None for an unlabeled source; `language` is None
    where the recipe states none; `pull` is 1 for a trusted neutral row and 0 for all others.
    """

    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    reports: tuple[SourceReport, ...]

    def sample(self, rows: int, seed: int) -> "MixedRows":
        """Draw some of the training rows, those of each source as likely as its `draw` says."""
        train = self.train.sample(rows, weights="draw", random_state=seed, ignore_index=True)
        drawn = train["source"].value_counts()
        reports = tuple(replace(report, in_epoch=int(drawn.get(report.name, 0))) for report in self.reports)
        return replace(self, train=train, reports=reports)


def mix(mixture: Mixture, folder: Path, seed: int, skip_missing: bool = False, unlabeled: bool = False) -> MixedRows:
    """Load all sources of a recipe; texts of the package's own challenge set are removed like those of its checks.

    Args:
        mixture: the recipe.
        folder: where the files of the sources are.
        seed: seed of the draw and of the division.
        skip_missing: go without the sources and checks that are missing.
        unlabeled: load the unlabeled sources too.

    Raises:
        InputError: a source is missing or can't be used, or none is left.
    """
    test = mixture.test.load(folder)
    measured_with = {*text_keys(test["text"]), *text_keys(read_texts(_CHALLENGE_SET))}
    for check in mixture.checks:
        if (table := _load(check, folder, skip_missing)) is not None:
            measured_with.update(text_keys(table["text"]))
    seen: set[str] = set()
    trains = []
    validations = []
    reports = []
    for number, source in enumerate(source for source in mixture.sources if source.labeled or unlabeled):
        table = _load(source, folder, skip_missing)
        if table is None:
            reports.append(
                SourceReport(source.name, source.origin, source.license, skipped=True, language=source.language)
            )
            continue
        train, validation, report = _use(source, table, measured_with, seen, np.random.default_rng((seed, number)))
        trains += [train] * source.repeats
        validations.append(validation)
        reports.append(report)
    if not trains:
        raise InputError(f"No source of the recipe is in {folder} (MIXTURE_DIR).")
    return MixedRows(
        train=pd.concat(trains, ignore_index=True),
        validation=pd.concat(validations, ignore_index=True),
        test=test,
        reports=tuple(reports),
    )


def text_keys(texts: Iterable[str]) -> list[str]:
    """Return what makes two texts the same: what a model reads of them, ignoring case."""
    normalize = NORMALIZERS[DEFAULT_NORMALIZER]
    return [normalize(text).casefold() for text in texts]


def _load(data_set: DataSet, folder: Path, skip_missing: bool) -> pd.DataFrame | None:
    if skip_missing and data_set.hub is None and not data_set.paths(folder):
        logger.warning("The source %s is missing, the training goes without it.", data_set.name)
        return None
    return data_set.load(folder)


def _use(
    source: TrainingSource, table: pd.DataFrame, measured_with: set[str], seen: set[str], rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, SourceReport]:
    """Clean, divide and draw the rows of one source, and add their keys to `seen`."""
    if source.labeled and source.classes:
        table = table[table["label"].isin(source.classes)]
    keys = pd.Series(text_keys(table["text"]), index=table.index, dtype=object)
    leaked = keys.isin(measured_with)
    repeated = ~leaked & (keys.isin(seen) | keys.duplicated())
    kept = table[~leaked & ~repeated & (keys != "")]
    seen.update(keys)
    held_out = _in_blocks(len(kept), source.held_out, source.block_rows, rng)
    rows = kept[~held_out]
    size = min(round(source.share * len(rows)), source.max_rows or len(rows))
    rows = rows.iloc[np.sort(rng.permutation(len(rows))[:size])]
    report = SourceReport(
        name=source.name,
        origin=source.origin,
        license=source.license,
        rows=len(rows),
        repeats=source.repeats,
        in_epoch=len(rows) * source.repeats,
        held_out=int(held_out.sum()),
        measured_with=int(leaked.sum()),
        repeated=int(repeated.sum()),
        language=source.language,
    )
    classes = (source.classes or in_order(table["label"])) if source.labeled else None
    return (
        _described(rows, source, classes).assign(draw=source.draw),
        _described(kept[held_out], source, classes),
        report,
    )


def _in_blocks(rows: int, share: float, block_rows: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose about a share of the rows, (rows,), in blocks of neighbors."""
    blocks = np.arange(rows) // block_rows
    order = rng.permutation(-(-rows // block_rows))
    return np.isin(blocks, order[: round(share * len(order))])


def _described(rows: pd.DataFrame, source: TrainingSource, classes: tuple[str, ...] | None) -> pd.DataFrame:
    return rows.assign(
        classes=pd.Series([classes] * len(rows), index=rows.index, dtype=object),
        source=source.name,
        language=pd.Series([source.language] * len(rows), index=rows.index, dtype=object),  # None stays None
        weight=source.weight,
        pull=((rows["label"] == NEUTRAL) & source.trusted_neutral).astype(float),
    )
