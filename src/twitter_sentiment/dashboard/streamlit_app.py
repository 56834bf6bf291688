"""The web interface, as `twitter-sentiment start` runs it with Streamlit."""

from streamlit.starlette import App

from twitter_sentiment.dashboard.web_server import MIDDLEWARE, PAGE_SCRIPT

app = App(PAGE_SCRIPT, middleware=MIDDLEWARE)
