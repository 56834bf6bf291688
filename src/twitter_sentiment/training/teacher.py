"""The logits of a teacher: computed once, kept on disk."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm
from transformers import DataCollatorWithPadding

from ..errors import InputError
from ..model.convert import FineTuned, load_fine_tuned
from .device import device, multiplies_bf16

logger = logging.getLogger(__name__)

_BATCH = 64


def teacher_logits(name: str, texts: Sequence[str], labels: Sequence[str], cache_dir: Path) -> NDArray[np.float32]:
    """What a fine-tuned classifier says about texts.

    The answers are kept in a file of `cache_dir` whose name depends on the teacher's weights and on the texts. They are
    written as they are computed: a training that was stopped meanwhile goes on where it was.

    Args:
        name: a folder or hub name with a classification head.
        labels: the student's classes.

    Returns:
        (texts, classes) in the order of `labels`; -inf for a class that the teacher lacks.

    Raises:
        InputError: the teacher can't be loaded, or knows none but one of the classes.
    """
    teacher = load_fine_tuned(name)
    columns = [teacher.labels.index(label) if label in teacher.labels else None for label in labels]
    if columns.count(None) > len(labels) - 2:
        raise InputError(f"The teacher {name} can't tell {' and '.join(labels)} apart.")
    answers = _open(cache_dir / f"{_fingerprint(teacher, texts)}.npy", (len(texts), len(teacher.labels)))
    missing = np.flatnonzero(np.isnan(answers[:, 0]))
    if len(missing):
        logger.info(
            "Asking the teacher %s about %d texts (%d are known).", name, len(missing), len(texts) - len(missing)
        )
        _fill(answers, missing, teacher, texts)
    known = np.full((len(texts), len(labels)), -np.inf, dtype=np.float32)
    for ours, theirs in enumerate(columns):
        if theirs is not None:
            known[:, ours] = answers[:, theirs]
    return known


def _fingerprint(teacher: FineTuned, texts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name, weights in sorted(teacher.model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.numpy().tobytes())
    digest.update(f"{teacher.normaliser} {teacher.max_len}".encode())
    for text in texts:
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()[:16]


def _open(path: Path, shape: tuple[int, int]) -> "np.memmap[Any, np.dtype[np.float32]]":
    """The file of answers, made full of NaN where there is none."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.save(file, np.full(shape, np.nan, dtype=np.float32))
        partial.rename(path)
    return np.lib.format.open_memmap(path, mode="r+")


def _fill(answers: NDArray[np.float32], rows: NDArray[np.int64], teacher: FineTuned, texts: Sequence[str]) -> None:
    """Computes the given rows, the shortest texts first."""
    ids = [tokens.ids for tokens in teacher.encoder().encode([texts[row] for row in rows])]
    order = np.argsort([len(sample) for sample in ids], kind="stable")
    pad = DataCollatorWithPadding(teacher.tokenizer)
    model = teacher.model.to(device()).eval()  # type: ignore[arg-type]
    with (
        torch.inference_mode(),
        torch.autocast(device().type, torch.bfloat16, enabled=multiplies_bf16()),
        tqdm(total=len(ids), desc="Teacher", unit=" texts", disable=None) as progress,
    ):
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            batch = pad([{"input_ids": ids[index]} for index in part])
            batch = {name: tensor.to(device()) for name, tensor in batch.items()}
            answers[rows[part]] = model(**batch).logits.float().cpu().numpy()
            progress.update(len(part))
