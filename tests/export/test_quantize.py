"""The ONNX graphs of a classifier: fp32 as torch, int8 near it and independent of the batch."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from twitter_sentiment.errors import ExportError
from twitter_sentiment.export.bert_modules import is_supported
from twitter_sentiment.export.onnx import write_onnx
from twitter_sentiment.export.quantize import VARIANTS, variants_of, write_int8
from twitter_sentiment.model.onnx_model import OnnxModel
from twitter_sentiment.model.tokenization import TextTokenizer
from twitter_sentiment.text import NORMALIZERS

from ..examples import labeled


@pytest.fixture(scope="module")
def samples(classifier_folder: Path) -> list[list[int]]:
    """Token ids of 64 texts."""
    tokenizer = Tokenizer.from_file(str(classifier_folder / "tokenizer.json"))
    encoded = TextTokenizer(tokenizer, NORMALIZERS["clean-v1"], 128).encode([row.text for row in labeled(64)])
    return [text.ids for text in encoded]


def load(folder: Path, activation: str) -> PreTrainedModel:
    model: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(folder, activation=activation)
    return model.eval()  # type: ignore[no-untyped-call,no-any-return]


# GELU is built by hand, with query, key and value in one matrix (two in the last layer); ReLU is traced.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("activation", "variant", "matrices"),
    [
        ("gelu", VARIANTS[0], 9),
        ("gelu", VARIANTS[1], 13),
        ("gelu", VARIANTS[2], 7),
        ("relu", VARIANTS[0], 12),
        ("relu", VARIANTS[2], 10),
    ],
)
def test_int8_does_not_depend_on_the_batch(
    classifier_folder: Path, samples: list[list[int]], tmp_path: Path, activation: str, variant: str, matrices: int
) -> None:
    model = load(classifier_folder, activation)
    assert is_supported(model) == (activation == "gelu")
    assert variant in variants_of(model)
    write_onnx(model, tmp_path / "model.onnx", samples)
    write_int8(model, tmp_path / "model.onnx", tmp_path / "int8.onnx", samples, variant, min_table_elements=10_000)
    weights = onnx.load(tmp_path / "int8.onnx").graph.initializer
    int8_weights = [weight for weight in weights if weight.data_type == onnx.TensorProto.INT8 and len(weight.dims) == 2]
    assert len(int8_weights) == matrices + 1  # and the table of word embeddings
    graph = OnnxModel(tmp_path / "int8.onnx")
    alone = np.concatenate([graph.logits([ids]) for ids in samples])
    assert np.abs(graph.logits(samples) - alone).max() < 1e-4
    fp32 = OnnxModel(tmp_path / "model.onnx")
    expected = np.concatenate([fp32.logits([ids]) for ids in samples])
    assert (alone.argmax(axis=1) == expected.argmax(axis=1)).mean() > 0.9


def test_graph_that_differs_from_torch_is_refused(
    classifier_folder: Path, samples: list[list[int]], tmp_path: Path
) -> None:
    model = load(classifier_folder, "gelu")
    model.register_forward_hook(shift_logits)  # the graph is built from the weights, without this
    with pytest.raises(ExportError, match="was refused"):
        write_onnx(model, tmp_path / "model.onnx", samples)
    assert list(tmp_path.iterdir()) == []


def shift_logits(_module: object, _inputs: object, output: dict[str, object]) -> dict[str, object]:
    output["logits"] = output["logits"] + 2e-4  # type: ignore[operator]
    return output
