"""`python -m twitter_sentiment` is the command `twitter-sentiment`."""

from .cli import app

app(prog_name="twitter-sentiment")
