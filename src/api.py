"""The ASGI entry point: `uvicorn api:app --app-dir src`."""

from twitter_sentiment.service.app import create_logging_app

app = create_logging_app()
