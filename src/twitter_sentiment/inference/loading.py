"""Loading the models that the settings name: the same for the service and for every command."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..errors import InputError, ModelError
from ..model.cores import available_cores
from ..model.folder import find_folder, folder_to_serve, is_shipped, shipped_model
from ..settings import MULTILINGUAL_MODEL, Languages, ServingSettings
from .classifier import SentimentClassifier
from .routed import Classifier, RoutedClassifier


@dataclass(frozen=True)
class ModelChoice:
    """Which models read texts.

    Attributes:
        first: folder or name of the model that reads English, and all texts if there is no other.
        multilingual: folder of the model that reads what is surely not English; None for none.
    """

    first: Path
    multilingual: Path | None = None


def choose_models(
    settings: ServingSettings, model: Path | None = None, languages: Languages | None = None
) -> ModelChoice:
    """Choose the models.

    Whoever names a model on the command line gets that one, and a folder in MODEL_PATH reads all texts unless LANGUAGES
    is set too.

    Args:
        settings: MODEL_PATH, LANGUAGES and MULTILINGUAL_PATH.
        model: the model that the command line names; None is MODEL_PATH, or the default model while there is no such
            folder.
        languages: what the command line says; None is LANGUAGES.

    Raises:
        InputError: the command line names two models for all texts.
        ModelError: a model is missing.
    """
    explicit = languages is not None or "languages" in settings.model_fields_set
    if languages is None:
        languages = settings.languages if model is None else Languages.DEFAULT
    if languages is Languages.MULTILINGUAL:
        if model is not None:
            raise InputError("--model and --languages multilingual name a model each for all texts: give one of them.")
        return ModelChoice(_require_multilingual(settings))
    first = model if model is not None else folder_to_serve(settings.model_path)
    if languages is Languages.DEFAULT or not (explicit or is_shipped(first)):
        return ModelChoice(first)
    multilingual = _find_multilingual(settings)
    if multilingual is None or multilingual.resolve() == find_folder(first).resolve():
        return ModelChoice(first)
    return ModelChoice(first, multilingual)


def load_models(choice: ModelChoice, *, max_len: int | None, batch_size: int, threads: int | None = None) -> Classifier:
    """Load the models of a choice, the multilingual one when it is needed; the arguments are those of each model.

    Raises:
        ModelError: a model folder is missing, foreign or damaged, or both have other classes.
    """
    load = partial(SentimentClassifier.load, max_len=max_len, batch_size=batch_size, threads=threads)
    first = load(choice.first)
    return first if choice.multilingual is None else RoutedClassifier(first, choice.multilingual, load)


def load_classifier(settings: ServingSettings, model: Path | None = None, *, processes: int = 1) -> SentimentClassifier:
    """Load one model, which reads every text whatever LANGUAGES says.

    Args:
        settings: MODEL_PATH, MAX_LEN and BATCH_SIZE.
        model: the model folder; None is MODEL_PATH, or the default model while there is no such folder.
        processes: how many processes like this one share the cores.

    Raises:
        ModelError: the folder is missing, foreign or damaged.
    """
    folder = model if model is not None else folder_to_serve(settings.model_path)
    return SentimentClassifier.load(
        folder, max_len=settings.max_len, batch_size=settings.batch_size, threads=_threads(processes)
    )


def load_classifiers(
    settings: ServingSettings,
    model: Path | None = None,
    languages: Languages | None = None,
    *,
    processes: int = 1,
) -> Classifier:
    """Load the models that the settings and the command line name.

    Args:
        settings: MODEL_PATH, LANGUAGES, MULTILINGUAL_PATH, MAX_LEN and BATCH_SIZE.
        model, languages: as `choose_models` takes them.
        processes: how many processes like this one share the cores.

    Raises:
        InputError: the command line names two models for all texts.
        ModelError: a model folder is missing, foreign or damaged.
    """
    return load_models(
        choose_models(settings, model, languages),
        max_len=settings.max_len,
        batch_size=settings.batch_size,
        threads=_threads(processes),
    )


def _threads(processes: int) -> int:
    return max(1, available_cores() // processes)


def _require_multilingual(settings: ServingSettings) -> Path:
    found = _find_multilingual(settings)
    if found is None:
        raise ModelError(
            "This installation lacks the multilingual model: install twitter-sentiment-multilingual, or set "
            "MULTILINGUAL_PATH to its folder, or LANGUAGES to auto or default."
        )
    return found


def _find_multilingual(settings: ServingSettings) -> Path | None:
    """Return the folder of the multilingual model; None where none is named and none has come with the package."""
    if "multilingual_path" in settings.model_fields_set:
        return find_folder(settings.multilingual_path)
    try:
        return shipped_model(MULTILINGUAL_MODEL)  # not a folder that happens to have this name where a command runs
    except ModelError:
        return None
