"""The command line: `twitter-sentiment` and the scripts, which are the same commands."""

from . import batch, card, evaluate, export, generate, parcel, predict, preprocess, serve, start, train
from .app import app, run_script

__all__ = [
    "app",
    "batch",
    "card",
    "evaluate",
    "export",
    "generate",
    "parcel",
    "predict",
    "preprocess",
    "run_script",
    "serve",
    "start",
    "train",
]
