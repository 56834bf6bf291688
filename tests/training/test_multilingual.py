"""A training on a SentencePiece tokenizer whose vocabulary is cut, from recipe to predictions."""

from pathlib import Path

import pytest
import torch

from twitter_sentiment import SentimentClassifier
from twitter_sentiment.inference.explanation import explain
from twitter_sentiment.labels import BINARY_LABELS
from twitter_sentiment.model.folder import ModelFolder
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.train import train

from ..examples import labeled, write_csv
from ..tiny_encoder import write_tiny_unigram_encoder

torch.set_num_threads(1)

RECIPE = """
[[sources]]
name = "english"
files = ["english.csv"]
language = "en"
held_out = 0.3

[test]
name = "test"
files = ["test.csv"]

[vocabulary]
least_count = 2
whole_scripts = ["Devanagari"]
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingResult, Path]:
    """The result of the training, and its model folder."""
    folder = tmp_path_factory.mktemp("multilingual")
    rows = labeled(1000)
    write_csv(folder / "english.csv", rows[:700])
    write_csv(folder / "test.csv", rows[700:])
    (folder / "recipe.toml").write_text(RECIPE)
    config = TrainingConfig(
        model_name=str(write_tiny_unigram_encoder(folder / "tiny")),
        processed_data_dir=folder,
        model_output=folder / "model",
        results_dir=folder / "results",
        mixture=folder / "recipe.toml",
        mixture_dir=folder,
        max_len=48,
        learning_rate=2e-3,
        batch_size=16,
        num_epochs=2,
    )
    trained = train(config)
    assert trained is not None
    return trained, folder / "model"


def test_training_records_the_vocabulary(result: tuple[TrainingResult, Path]) -> None:
    trained, folder = result
    cut = trained.summary["data"]["vocabulary"]
    assert cut["pieces"] < cut["pieces_before"]
    assert cut["whole_scripts"] == ["Devanagari"]
    assert Manifest.read(folder).data["vocabulary"] == cut


def test_model_with_sentence_pieces_is_served_in_int8(result: tuple[TrainingResult, Path]) -> None:
    trained, folder = result
    assert trained.metrics.accuracy > 0.7
    assert Manifest.read(folder).serve == "model.int8.onnx"
    texts = labeled(40, BINARY_LABELS, seed=5)
    predictions = SentimentClassifier.load(folder).predict([row.text for row in texts])
    assert sum(found.sentiment == row.label for found, row in zip(predictions, texts, strict=True)) > 30


def test_sentence_pieces_are_truncated_at_both_ends(result: tuple[TrainingResult, Path]) -> None:
    tokenizer = ModelFolder.open(result[1]).load_tokenizer(12)
    (encoded,) = tokenizer.encode(["अच्छा " * 20])
    assert len(encoded.ids) == 12
    assert encoded.counts.truncated
    assert tokenizer.encode(["", "\u200b"])[0].is_empty


def test_explanation_covers_text_with_sentence_pieces(result: tuple[TrainingResult, Path]) -> None:
    text = "ﬁne \u3000day, 這 बहुत अच्छा ✨"
    parts = explain(SentimentClassifier.load(result[1]), text).attributions
    assert [text[part.start : part.end] for part in parts] == ["ﬁne", "day,", "這", "बहुत", "अच्छा", "✨"]
