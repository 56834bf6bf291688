"""The command line: `twitter-sentiment` and the scripts, which are the same commands."""

from . import preprocess, train
from .app import app, run_script

__all__ = ["app", "preprocess", "run_script", "train"]
