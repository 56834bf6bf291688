"""The ASGI entry point: `uvicorn api:app --app-dir src`."""

import logging

from twitter_sentiment.service.app import create_app

logging.basicConfig(level=logging.INFO, format="%(message)s")

app = create_app()
