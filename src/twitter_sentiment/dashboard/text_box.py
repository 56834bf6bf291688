"""What a text box does while a person types, in the browser: it counts, and Ctrl+Enter presses the button.

Streamlit's own limit of characters would swallow a longer text without a word, and its Ctrl+Enter asks nothing.
"""

import streamlit as st

from .api_client import MAX_CHARACTERS

_SCRIPT = """
export default function ({ parentElement, data }) {
  const count = parentElement.querySelector("output");
  const box = () => document.querySelector(`.st-key-${data.box} textarea`);
  const show = () => {
    const length = [...(box()?.value ?? "")].length; // code points, as the service counts
    const over = length - data.limit;
    count.textContent = `${length.toLocaleString("en")} of ${data.limit.toLocaleString("en")} characters`
      + (over > 0 ? `: ${over.toLocaleString("en")} too many` : "");
    count.classList.toggle("over", over > 0);
  };
  const press = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === box())
      setTimeout(() => document.querySelector(`.st-key-${data.button} button`).click()); // the text goes first
  };
  const timer = setInterval(show, 300); // an example is put in without an input event
  document.addEventListener("input", show, true);
  document.addEventListener("keydown", press, true);
  show();
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", show, true);
    document.removeEventListener("keydown", press, true);
  };
}
"""
_STYLE = """
output {font: .875rem var(--st-font); color: var(--st-text-color); opacity: .75;}
output.over {color: var(--st-red-text-color, #c62828); opacity: 1; font-weight: 600;}
"""

_component = st.components.v2.component("twitter_sentiment.text_box", html="<output></output>", css=_STYLE, js=_SCRIPT)


def watch_text_box(box: str, button: str) -> None:
    """Shows the live length of a text area, and lets Ctrl+Enter in it press a button.

    Args:
        box: key of the text area.
        button: key of the button.
    """
    _component(key=f"{box}_watch", data={"box": box, "button": button, "limit": MAX_CHARACTERS}, height="content")
