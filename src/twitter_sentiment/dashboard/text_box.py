"""A browser script beside a text area: it counts the characters, submits on Ctrl+Enter and dims an answer that is old.

Streamlit's own character limit cuts a longer text silently, and its Ctrl+Enter submits nothing. Its server learns of an
edit only when the text area loses the focus: until then, the answer to the text before would stand beside another one.
"""

from urllib.parse import quote

import streamlit as st

from ..api_types import MAX_CHARACTERS

_SCRIPT = """
export default function ({ parentElement, data, setTriggerValue }) {
  const count = parentElement.querySelector("output");
  const box = () => document.querySelector(`.st-key-${data.box} textarea`);
  const answered = () => document.querySelector("[data-answer-of]")?.dataset.answerOf;
  const show = () => {
    const text = box()?.value ?? "";
    const length = [...text].length; // code points, as the service counts
    const over = length - data.limit;
    const of = answered(); // undefined: there is no answer; "": it is of the example in the empty box
    const old = of !== undefined && decodeURIComponent(of) !== text;
    document.documentElement.toggleAttribute("data-old-answer", old);
    const message = `${length.toLocaleString("en")} of ${data.limit.toLocaleString("en")} characters`
      + (over > 0 ? `: ${over.toLocaleString("en")} too many` : old && of && text ? " · not analyzed yet" : "");
    if (count.textContent !== message) count.textContent = message;
    count.classList.toggle("over", over > 0);
  };
  const submit = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === box())
      setTriggerValue("submitted", box().value);
  };
  const timer = setInterval(show, 300); // an example is inserted without an input event
  document.addEventListener("input", show, true);
  document.addEventListener("keydown", submit, true);
  show();
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", show, true);
    document.removeEventListener("keydown", submit, true);
    document.documentElement.removeAttribute("data-old-answer");
  };
}
"""
_STYLE_SHEET = """
output {font: .875rem var(--st-font); color: var(--st-text-color); opacity: .8;}
output.over {color: var(--st-red-text-color, #c62828); opacity: 1; font-weight: 600;}
"""

_HEIGHT_PIXELS = 24  # fixed, so that the buttons below do not move when the script is loaded

_component = st.components.v2.component(
    "twitter_sentiment.text_box", html="<output></output>", css=_STYLE_SHEET, js=_SCRIPT
)


def answer_mark(text: str) -> str:
    """Return the HTML attribute of an answer that names its text; "" for the answer to an example in the empty box.

    The text is percent-encoded: Streamlit drops an attribute that holds markup.
    """
    return f'data-answer-of="{quote(text, safe="")}"'


def watch_text_box(box: str) -> str | None:
    """Draw the live length of a text area, and dim the marked answer while another text is in it.

    Args:
        box: key of the text area.

    Returns:
        The text in it if Ctrl+Enter was pressed there since the last rerun, otherwise None.
    """
    result = _component(
        key=f"{box}_watch",
        data={"box": box, "limit": MAX_CHARACTERS},
        height=_HEIGHT_PIXELS,
        on_submitted_change=lambda: None,
    )
    text: str | None = result.submitted
    return text
