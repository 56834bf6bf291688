"""Sentiment analysis for tweets and reviews: train it, serve it, run it over files."""

__version__ = "0.1.0"
