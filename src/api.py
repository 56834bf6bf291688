"""The ASGI entry point: `uvicorn api:app --app-dir src`."""

from twitter_sentiment.service.app import create_app

app = create_app()
