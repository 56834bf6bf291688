"""The tab for one text: ask, read the answer, see the words it rests on."""

from dataclasses import dataclass

import streamlit as st

from ..labels import NEUTRAL
from ..settings import settings
from . import charts
from .api_client import MAX_CHARACTERS, Answer, RequestRefusedError, ServiceUnavailableError
from .connection import note_away
from .history import HistoryError
from .look import LOOKS, badge, plain
from .resources import api_client, history_id, history_store, served_model
from .text_box import watch_text_box
from .words import in_words, reading_of, shaded_words

EXAMPLES = {
    "Happy tweet": "Look what was in my mailbox: two tickets for Saturday!!! 😍🎉 thank you @mia #birthday",
    "Angry tweet": "Three hours on hold, then they hang up 😡 thanks for nothing #fail",
    "Sarcasm": "Oh great, the train is cancelled again. Exactly how I wanted to start my Monday.",
    "Negation": "The plot is not bad at all, and I didn't regret a single minute of it.",
    "Long review": (
        "We booked this hotel for a long weekend, and it left me in two minds. The room was spotless, the bed soft, "
        "and the view over the harbour alone was worth the trip. Breakfast was another story: cold eggs, weak coffee "
        "and a queue every single morning. The woman at the desk could not have been kinder, though. When our flight "
        "was moved she printed new boarding passes, found us a taxi and kept our bags until the evening. The lift "
        "broke twice, and nobody seemed to be in a hurry to mend it. Still, walking home along the water at night, "
        "I was already planning the next visit. Bring earplugs, skip the breakfast, and you will love it here."
    ),
}

TEXT = "text"
_ANALYSE = "analyse"
_WITH_NEUTRAL = "with_neutral"
_ASKED = "asked"
_ANSWER = "answer"
_COMPLAINT = "complaint"


@dataclass(frozen=True)
class _Question:
    """What was asked and is not answered yet; it stays while the service is away."""

    text: str
    remember: bool


def show_predict_tab() -> None:
    """Draws the tab."""
    question, answer = st.columns([3, 2], gap="large")
    with question:
        _ask_for_a_text()
    _answer_the_question()
    shown: Answer | None = st.session_state.get(_ANSWER)
    with answer:
        if shown is None:
            st.info("The answer appears here. Type a text, or click an example.", icon=":material/lightbulb:")
        else:
            _show_answer(shown)
    if shown is not None:
        _show_words(shown)


def _ask_for_a_text() -> None:
    st.text_area(
        "A tweet or a review, in English",
        key=TEXT,
        height=170,
        placeholder="I love this product!",
        persist_state="session",
    )
    watch_text_box(TEXT, _ANALYSE)
    if complaint := st.session_state.pop(_COMPLAINT, None):
        st.error(complaint, icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Analyse", key=_ANALYSE, type="primary", on_click=_ask, icon=":material/psychology:")
        if _knows_neutral():
            st.toggle(
                "Neutral class",
                value=settings().neutral,
                key=_WITH_NEUTRAL,
                on_change=_ask_again,
                persist_state="session",
                help="Choose from negative, neutral and positive, instead of the first and last alone.",
            )
    st.caption("Or try one of these:")
    with st.container(horizontal=True, gap="small"):
        for name, text in EXAMPLES.items():
            st.button(name, on_click=_ask_example, args=(text,))


def _ask() -> None:
    text = st.session_state[TEXT]
    st.session_state.pop(_ASKED, None)
    if not text.strip():
        st.session_state[_COMPLAINT] = "There is no text yet: type one, or click an example."
    elif len(text) > MAX_CHARACTERS:
        st.session_state[_COMPLAINT] = (
            f"The text has {len(text):,} characters and the most is {MAX_CHARACTERS:,}: "
            f"shorten it by {len(text) - MAX_CHARACTERS:,}."
        )
    else:
        st.session_state[_ASKED] = _Question(text, remember=True)


def _ask_example(text: str) -> None:
    st.session_state[TEXT] = text
    _ask()


def _ask_again() -> None:
    """The switch was turned: the same text in the other view, which is no new entry of the history."""
    if answer := st.session_state.get(_ANSWER):
        st.session_state[_ASKED] = _Question(answer.text, remember=False)


def _answer_the_question() -> None:
    question: _Question | None = st.session_state.get(_ASKED)
    if question is None:
        return
    try:
        answer = api_client().predict(question.text, neutral=_neutral_asked())
    except ServiceUnavailableError as error:
        note_away(error)
        return
    except RequestRefusedError as error:
        st.session_state[_COMPLAINT] = f"This text can't be analysed: {error}"
        del st.session_state[_ASKED]
        st.rerun()
    del st.session_state[_ASKED]
    st.session_state[_ANSWER] = answer
    if question.remember:
        try:
            history_store().add(history_id(), answer.text, answer.sentiment, answer.confidence)
        except HistoryError as error:
            st.warning(f"The answer could not be kept in the history. {error}", icon=":material/history:")


def _show_answer(answer: Answer) -> None:
    st.html(
        f'<div role="status" data-testid="answer" style="text-align:center">{badge(answer.sentiment, large=True)}</div>'
    )
    ink = "#fafafa" if st.context.theme.type == "dark" else "#31333f"
    said = f"{LOOKS[answer.sentiment].word}, confidence {answer.confidence:.1%}"
    st.altair_chart(charts.gauge(answer.sentiment, answer.confidence, ink), alt=said)
    scores = ", ".join(f"{LOOKS[label].word} {score:.1%}" for label, score in answer.scores.items())
    st.altair_chart(charts.score_bars(answer.scores), alt=f"All scores: {scores}")


def _show_words(answer: Answer) -> None:
    st.subheader("What the answer rests on", anchor=False)
    if answer.tokens and (truncated := reading_of(answer.tokens)):
        st.info(truncated, icon=":material/content_cut:")
    place = st.empty()
    if answer.explanation is None:
        place.html(plain(answer.text))  # the words at once, their weights when they are there
        try:
            with st.spinner("Weighing the words …"):
                asked = api_client().predict(answer.text, neutral=NEUTRAL in answer.scores, explain=True)
        except (ServiceUnavailableError, RequestRefusedError) as error:
            if isinstance(error, ServiceUnavailableError):
                note_away(error)
            return
        answer.explanation = asked.explanation
    if answer.explanation:
        place.html(shaded_words(answer, answer.explanation))
        unit = answer.explanation.unit
        st.html(
            f'<p class="faint">{in_words(answer, answer.explanation)}<br>The stronger the colour, the more the answer '
            f"rests on the {unit}; dotted lines speak against it. Each {unit} was left out in turn.</p>"
        )


def _neutral_asked() -> bool:
    return bool(st.session_state.get(_WITH_NEUTRAL)) and _knows_neutral()


def _knows_neutral() -> bool:
    try:
        return NEUTRAL in served_model().labels
    except ServiceUnavailableError:
        return _WITH_NEUTRAL in st.session_state  # as before it went away
