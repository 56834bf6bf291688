"""What loading from a folder or the Hugging Face hub has in common, in training and in export."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError
from transformers import AutoTokenizer, PreTrainedTokenizerFast
from transformers.utils import logging as transformers_logging

from ..errors import InputError, SentimentError


def pretrained_name(name: str) -> str:
    """How a manifest names the model it started from: a hub name, or the name of a local folder."""
    return Path(name).resolve().name if Path(name).is_dir() else name


@contextmanager
def loading(name: str, unusable_folder: Callable[[Exception], SentimentError], out_of_reach: str) -> Iterator[None]:
    """Turns what the libraries raise while a model is loaded into one of our errors.

    Args:
        unusable_folder: makes the error where `name` is a local folder.
        out_of_reach: the sentence where it is not; `{reason}` stands for the type of the library's error.

    Raises:
        InputError: the name is neither a folder nor on the hub, or the hub is out of reach.
        SentimentError: what `unusable_folder` makes.
    """
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if Path(name).is_dir():
            raise unusable_folder(error) from None
        raise InputError(out_of_reach.format(reason=type(error).__name__)) from None


def load_fast_tokenizer(name: str, error: type[SentimentError]) -> PreTrainedTokenizerFast:
    """Loads a tokenizer that serving can use too; one without tokenizer.json raises `error`."""
    tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise error(f"{name} has no fast tokenizer (tokenizer.json): serving needs one.")
    return tokenizer
