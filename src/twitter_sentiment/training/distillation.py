"""The logits of teachers: computed once for each text, kept on disk."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ..errors import InputError
from .teacher import Teacher, load_teacher

logger = logging.getLogger(__name__)

_BATCH_TEXTS = 64


def mean_teacher_logits(
    names: Sequence[str], texts: Sequence[str], labels: Sequence[str], cache_dir: Path
) -> NDArray[np.float32]:
    """Return the mean of the logits of several teachers; see `teacher_logits`.

    Each row of a teacher is centered first: only differences of logits have a meaning. A class that one of them lacks
    is -inf.
    """
    all_logits = [teacher_logits(name, texts, labels, cache_dir) for name in names]
    centered = [
        logits - np.nanmean(np.where(np.isinf(logits), np.nan, logits), axis=1, keepdims=True) for logits in all_logits
    ]
    return np.asarray(np.mean(centered, axis=0), dtype=np.float32)


def teacher_logits(
    name: str,
    texts: Sequence[str],
    labels: Sequence[str],
    cache_dir: Path,
    on_batch: Callable[[int], None] | None = None,
) -> NDArray[np.float32]:
    """Return the logits of a fine-tuned classifier.

    They are kept in a file of `cache_dir` whose name depends on the teacher's weights. Each batch is written when it is
    computed: a training that was stopped meanwhile, or one with other texts, computes only what is missing.

    Args:
        name: a folder or hub name with a classification head.
        texts: the texts to classify.
        labels: the student's classes.
        cache_dir: folder of the logits.
        on_batch: called with the number of texts of each batch that was computed and written.

    Returns:
        (texts, classes) in the order of `labels`; -inf for a class that the teacher lacks.

    Raises:
        InputError: the teacher can't be loaded, or has fewer than two of the classes.
    """
    teacher = load_teacher(name)
    columns = [teacher.labels.index(label) if label in teacher.labels else None for label in labels]
    if columns.count(None) > len(labels) - 2:
        raise InputError(f"The teacher {name} can't tell {' and '.join(labels)} apart.")
    file = LogitsFile(cache_dir / f"{teacher.fingerprint}.bin", len(teacher.labels))
    missing = file.missing(texts)
    if missing:
        logger.info("Computing the logits of the teacher %s for %d of %d texts.", name, len(missing), len(texts))
        _compute(file, teacher, missing, on_batch)
    kept = file.read(texts)
    logits = np.full((len(texts), len(labels)), -np.inf, dtype=np.float32)
    for student_column, teacher_column in enumerate(columns):
        if teacher_column is not None:
            logits[:, student_column] = kept[:, teacher_column]
    return logits


class LogitsFile:
    """Logits by text, as records of the text's digest and its logits, in the order in which they were computed.

    A record that a stop left incomplete is at the end and is cut off.
    """

    def __init__(self, path: Path, classes: int) -> None:
        self._path = path
        self._record = np.dtype([("key", "V16"), ("logits", "<f4", (classes,))])

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return the texts without logits, each once."""
        known = set(self._records()["key"].tolist())
        return [text for text in dict.fromkeys(texts) if _key(text) not in known]

    def append(self, texts: Sequence[str], logits: NDArray[np.float32]) -> None:
        """Write the logits, (texts, classes), of texts."""
        records = np.empty(len(texts), dtype=self._record)
        records["key"] = [_key(text) for text in texts]
        records["logits"] = logits
        with self._path.open("ab") as file:
            file.write(records.tobytes())

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the logits, (texts, classes), of texts that are in the file."""
        records = self._records()
        rows = {key: row for row, key in enumerate(records["key"].tolist())}
        return np.asarray(records["logits"][[rows[_key(text)] for text in texts]])

    def _records(self) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.truncate(file.tell() - file.tell() % self._record.itemsize)
        return np.fromfile(self._path, dtype=self._record)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _compute(file: LogitsFile, teacher: Teacher, texts: Sequence[str], on_batch: Callable[[int], None] | None) -> None:
    """Compute and write the logits of texts, the shortest ones first."""
    ids = [encoded.ids for encoded in teacher.text_tokenizer.encode(texts)]
    order = np.argsort([len(sample) for sample in ids], kind="stable").tolist()
    parts = [order[start : start + _BATCH_TEXTS] for start in range(0, len(order), _BATCH_TEXTS)]
    batches = teacher.logits([ids[row] for row in part] for part in parts)
    with tqdm(total=len(ids), desc="Teacher", unit=" texts", disable=None) as progress:
        for part, logits in zip(parts, batches, strict=True):
            file.append([texts[row] for row in part], logits)
            progress.update(len(part))
            if on_batch:
                on_batch(len(part))
