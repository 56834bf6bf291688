"""The script that Streamlit runs for each visit and each click."""

from twitter_sentiment.dashboard.page import show_page

show_page()
