"""The command `twitter-sentiment train`, which works from a clone without an installation."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from twitter_sentiment.cli import run_script

if __name__ == "__main__":
    run_script("train")
