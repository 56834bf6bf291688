"""What a text box does while a person types, in the browser: it counts, and Ctrl+Enter asks.

Streamlit's own limit of characters would swallow a longer text without a word, and its Ctrl+Enter asks nothing.
"""

import streamlit as st

from .api_client import MAX_CHARACTERS

_SCRIPT = """
export default function ({ parentElement, data, setTriggerValue }) {
  const count = parentElement.querySelector("output");
  const box = () => document.querySelector(`.st-key-${data.box} textarea`);
  const show = () => {
    const length = [...(box()?.value ?? "")].length; // code points, as the service counts
    const over = length - data.limit;
    count.textContent = `${length.toLocaleString("en")} of ${data.limit.toLocaleString("en")} characters`
      + (over > 0 ? `: ${over.toLocaleString("en")} too many` : "");
    count.classList.toggle("over", over > 0);
  };
  const ask = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === box())
      setTriggerValue("asked", box().value);
  };
  const timer = setInterval(show, 300); // an example is put in without an input event
  document.addEventListener("input", show, true);
  document.addEventListener("keydown", ask, true);
  show();
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", show, true);
    document.removeEventListener("keydown", ask, true);
  };
}
"""
_STYLE = """
output {font: .875rem var(--st-font); color: var(--st-text-color); opacity: .75;}
output.over {color: var(--st-red-text-color, #c62828); opacity: 1; font-weight: 600;}
"""

_HEIGHT = 24  # fixed, lest the buttons below move when the script arrives

_component = st.components.v2.component("twitter_sentiment.text_box", html="<output></output>", css=_STYLE, js=_SCRIPT)


def watch_text_box(box: str) -> str | None:
    """Shows the live length of a text area; the text in it if Ctrl+Enter was pressed there since the last run.

    Args:
        box: key of the text area.
    """
    seen = _component(
        key=f"{box}_watch",
        data={"box": box, "limit": MAX_CHARACTERS},
        height=_HEIGHT,
        on_asked_change=lambda: None,
    )
    text: str | None = seen.asked
    return text
