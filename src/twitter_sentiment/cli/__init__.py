"""The command line: `twitter-sentiment` and the scripts, which are the same commands."""

from . import batch, evaluate, export, generate, predict, preprocess, serve, start, train
from .app import app, run_script

__all__ = ["app", "batch", "evaluate", "export", "generate", "predict", "preprocess", "run_script", "serve", "start", "train"]
