"""The Streamlit entry point: `streamlit run src/ui.py`."""

from twitter_sentiment.dashboard.page import show_page

show_page()
