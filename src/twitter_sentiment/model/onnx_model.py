"""Running an ONNX graph on batches of token ids."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from ..errors import ModelError

_SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""The fused operator takes six times as long as the addition and the normalization it replaces (15 % of a batch)."""


class OnnxModel:
    """An ONNX classifier with the inputs input_ids and attention_mask (both texts × tokens) and one output, the logits.

    A batch uses one thread. Call `logits` from several threads at once to use several cores.
    """

    def __init__(self, graph: Path | bytes) -> None:
        """Load a graph from a file or from memory.

        Raises:
            ModelError: ONNX Runtime can't load it.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        source = graph if isinstance(graph, bytes) else str(graph)
        try:
            self._session = ort.InferenceSession(
                source, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_FUSIONS
            )
        except Exception as error:  # the library's errors share no public base
            raise ModelError(
                f"ONNX Runtime can't load {graph if isinstance(graph, Path) else 'the graph'}: {error}"
            ) from None

    def logits(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Compute the logits (texts, classes) of a batch.

        Args:
            batch: token ids of at least one text; shorter texts are padded and the padding is masked.
        """
        longest = max(len(ids) for ids in batch)
        input_ids = np.zeros((len(batch), longest), dtype=np.int64)
        attention_mask = np.zeros_like(input_ids)
        for row, ids in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        (logits,) = self._session.run(None, {"input_ids": input_ids, "attention_mask": attention_mask})
        return np.asarray(logits, dtype=np.float32)
