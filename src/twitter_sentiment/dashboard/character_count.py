"""How long the text is while a person types it. Streamlit's own limit would swallow a longer text without a word."""

import streamlit as st

from .api_client import MAX_CHARACTERS

_SCRIPT = """
export default function ({ parentElement, data }) {
  const count = parentElement.querySelector("output");
  const show = () => {
    const area = document.querySelector(`.st-key-${data.key} textarea`);
    const length = area ? [...area.value].length : 0;
    const over = length - data.limit;
    count.textContent = `${length.toLocaleString("en")} of ${data.limit.toLocaleString("en")} characters`
      + (over > 0 ? `: ${over.toLocaleString("en")} too many` : "");
    count.classList.toggle("over", over > 0);
  };
  document.addEventListener("input", show, true);
  const timer = setInterval(show, 300); // an example is put in without an input event
  show();
  return () => { clearInterval(timer); document.removeEventListener("input", show, true); };
}
"""
_STYLE = """
output {font: .875rem var(--st-font); color: var(--st-text-color); opacity: .75;}
output.over {color: var(--st-red-text-color, #c62828); opacity: 1; font-weight: 600;}
"""

_component = st.components.v2.component(
    "twitter_sentiment.character_count", html="<output></output>", css=_STYLE, js=_SCRIPT
)


def character_count(text_area_key: str) -> None:
    """Shows the live length of a text area, in characters as the service counts them."""
    _component(key=f"{text_area_key}_count", data={"key": text_area_key, "limit": MAX_CHARACTERS}, height="content")
