"""The command line: `twitter-sentiment`, and the scripts that are the same commands."""

from .app import app, run_script

__all__ = ["app", "run_script"]
