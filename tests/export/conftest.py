"""A classifier of the hub's format that the tests of this folder export."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification

from ..tiny_encoder import write_tiny_encoder

torch.set_num_threads(1)  # for models this small, threads cost more time than they save


@pytest.fixture(scope="session")
def classifier_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-class classifier with weights large enough for distinct predictions."""
    folder = write_tiny_encoder(tmp_path_factory.mktemp("hub") / "classifier")
    torch.manual_seed(3)
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=2)
    torch.nn.init.normal_(model.classifier.weight, std=2.0)
    torch.nn.init.normal_(model.pre_classifier.weight, std=0.5)
    model.save_pretrained(folder)
    return folder
