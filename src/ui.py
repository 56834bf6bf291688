"""The web interface from a clone: `streamlit run src/ui.py`."""

from streamlit.starlette import App

from twitter_sentiment.dashboard.web_server import MIDDLEWARE, PAGE_SCRIPT

app = App(PAGE_SCRIPT, middleware=MIDDLEWARE)
