"""The model that tests run on where its answers don't matter."""

from twitter_sentiment.model.folder import shipped_model

FAST = shipped_model("fast")
