"""Fixtures that many tests share: the real embedded model, and a small encoder to train."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnx
import pytest

from twitter_sentiment.files.atomic import sha256
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.metrics import LanguageTemperatures
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.settings import DashboardSettings, ServingSettings, TrainingSettings

from .models import FAST
from .running import REPOSITORY as REPOSITORY
from .running import Running, free_port, running_api, running_page

# The same examples in every run; HYPOTHESIS_EXAMPLES=20000 looks further.
with suppress(ImportError):
    from hypothesis import settings as hypothesis_settings

    examples = int(os.environ.get("HYPOTHESIS_EXAMPLES", "200"))
    hypothesis_settings.register_profile("tests", derandomize=examples == 200, deadline=None, max_examples=examples)
    hypothesis_settings.load_profile("tests")

# A shell without job control starts `make test &` with Ctrl-C ignored, which all processes of the tests would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

VARIABLES = sorted(
    {name.upper() for kind in (ServingSettings, DashboardSettings, TrainingSettings) for name in kind.model_fields}
)


@pytest.fixture(autouse=True)
def _clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test runs in an empty folder and without the settings of the person who runs it, on the fast model."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MODEL_PATH", "fast")
    monkeypatch.setenv("LANGUAGES", "default")  # one model, also where the multilingual one has come with the package
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked with anyio run in the event loop of the standard library."""
    return "asyncio"


@pytest.fixture(scope="session")
def classifier() -> SentimentClassifier:
    """The fast model."""
    return SentimentClassifier.load(FAST)


@pytest.fixture(scope="session")
def language_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fast model with temperatures of languages: German in both views, French in three classes alone."""
    folder = tmp_path_factory.mktemp("languages") / "model"
    shutil.copytree(FAST, folder)
    temperatures = {
        "de": LanguageTemperatures(rows=400, temperature=4.0, binary_temperature=9.0),
        "fr": LanguageTemperatures(rows=300, temperature=0.25),
    }
    Manifest.read(folder).model_copy(update={"language_temperatures": temperatures}).write(folder)
    return folder


@pytest.fixture(scope="session")
def shared_api() -> Iterator[Running]:
    """The API as it is started by default, for all tests that leave it as it was."""
    with running_api(free_port()) as api:
        yield api


@pytest.fixture(scope="session")
def history_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the web interface."""
    return tmp_path_factory.mktemp("interface") / "history.sqlite3"


@pytest.fixture(scope="session")
def shared_interface(shared_api: Running, history_file: Path) -> Iterator[Running]:
    """The web interface on that API, for all browser tests; a test that stops it must start it again."""
    with running_page(free_port(), shared_api.url, HISTORY_URL=f"sqlite:///{history_file}") as running:
        yield running


@pytest.fixture(scope="session")
def two_class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that knows negative and positive only: the embedded graph, its last logit left out."""
    folder = tmp_path_factory.mktemp("two") / "model"
    shutil.copytree(FAST, folder)
    manifest = Manifest.read(folder)
    graph = onnx.load(folder / manifest.serve)
    (output,) = graph.graph.output
    graph.graph.initializer.append(onnx.numpy_helper.from_array(np.array([0, 2]), "two_classes"))
    for node in graph.graph.node:
        node.output[:] = [f"{name}_of_three" if name == output.name else name for name in node.output]
    chosen = onnx.helper.make_node("Gather", [f"{output.name}_of_three", "two_classes"], [output.name], axis=1)
    graph.graph.node.append(chosen)
    output.type.tensor_type.shape.dim[1].dim_value = 2
    onnx.save(graph, folder / manifest.serve)
    files = manifest.files | {manifest.serve: sha256(folder / manifest.serve)}
    manifest.model_copy(update={"labels": ("negative", "positive"), "files": files}).write(folder)
    return folder
