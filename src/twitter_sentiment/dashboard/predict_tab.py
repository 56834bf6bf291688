"""The tab for one text: ask, read the answer, see the words it rests on."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ..labels import NEUTRAL
from ..settings import settings
from . import charts
from .api_client import MAX_CHARACTERS, Answer, RequestRefusedError, ServiceUnavailableError
from .connection import note_away
from .history import HistoryError, HistoryStore
from .look import LOOKS, badge, escaped, ink, plain
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
_WITH_NEUTRAL = "with_neutral"


@dataclass
class Exchange:
    """What was asked and answered on one page.

    It is one object, since Streamlit may end a run at each access to its own state: what belongs together then changes
    together.

    Attributes:
        question: what is not answered yet; it stays while the service is away.
        remember: whether the question belongs into the history.
        answer: the last answer, with its explanation once that is there.
        complaint: why the last question can't be answered.
    """

    question: str | None = None
    remember: bool = True
    answer: Answer | None = None
    complaint: str | None = None

    def ask(self, text: str, *, remember: bool = True) -> None:
        """Takes a question, or says what is wrong with it."""
        self.question, self.complaint, self.remember = None, None, remember
        if not text.strip():
            self.complaint = "There is no text yet: type one, or click an example."
        elif len(text) > MAX_CHARACTERS:
            self.complaint = (
                f"The text has {len(text):,} characters and the most is {MAX_CHARACTERS:,}: "
                f"shorten it by {len(text) - MAX_CHARACTERS:,}."
            )
        else:
            self.question = text


def show_predict_tab() -> None:
    """Draws the tab."""
    exchange: Exchange = st.session_state.setdefault("exchange", Exchange())
    asking, answering = st.columns([3, 2], gap="large")
    with asking:
        under_the_text = _ask_for_a_text(exchange)
    _answer_the_question(exchange)
    if exchange.complaint:
        under_the_text.error(escaped(exchange.complaint), icon=":material/error:")
    with answering:
        if exchange.answer is None:
            st.info("The answer appears here. Type a text, or click an example.", icon=":material/lightbulb:")
        else:
            _show_answer(exchange.answer)
    if exchange.answer is not None:
        _show_words(exchange.answer)


def _ask_for_a_text(exchange: Exchange) -> DeltaGenerator:
    """Draws the text box and the buttons; returns the place for a complaint."""
    st.text_area(
        "A tweet or a review, in English",
        key=TEXT,
        height=170,
        placeholder="I love this product!",
        persist_state="session",
    )
    if (text := watch_text_box(TEXT)) is not None:
        exchange.ask(text)
    under_the_text = st.empty()

    def ask_what_is_typed() -> None:
        exchange.ask(st.session_state[TEXT])

    def ask_example(text: str) -> None:
        st.session_state[TEXT] = text
        exchange.ask(text)

    def ask_again() -> None:
        # The same text in the other view is no new entry of the history; what waits is asked in the new view anyway.
        if exchange.answer and exchange.question is None:
            exchange.ask(exchange.answer.text, remember=False)

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Analyse", type="primary", on_click=ask_what_is_typed, icon=":material/psychology:")
        if _knows_neutral():
            st.toggle(
                "Neutral class",
                value=settings().neutral,
                key=_WITH_NEUTRAL,
                on_change=ask_again,
                persist_state="session",
                help="Choose from negative, neutral and positive, instead of the first and last alone.",
            )
    st.caption("Or try one of these:")
    with st.container(horizontal=True, gap="small"):
        for name, text in EXAMPLES.items():
            st.button(name, on_click=ask_example, args=(text,))
    return under_the_text


def _answer_the_question(exchange: Exchange) -> None:
    if exchange.question is None:
        return
    # All that Streamlit holds is fetched first: from the answer on, nothing may end the run before it is kept.
    client, neutral, history = api_client(), _neutral_asked(), history_id()
    store: HistoryStore | HistoryError
    try:
        store = history_store()
    except HistoryError as error:
        store = error
    try:
        answer = client.predict(exchange.question, neutral=neutral)
    except ServiceUnavailableError as error:
        note_away(error)
        return
    except RequestRefusedError as error:
        exchange.question, exchange.complaint = None, f"This text can't be analysed: {error}"
        return
    exchange.question, exchange.answer = None, answer
    if not exchange.remember:
        return
    try:
        if isinstance(store, HistoryError):
            raise store
        store.add(history, answer.text, answer.sentiment, answer.confidence)
    except HistoryError as error:
        st.warning(escaped(f"The answer could not be kept in the history. {error}"), icon=":material/history:")


def _show_answer(answer: Answer) -> None:
    st.html(
        f'<div role="status" data-testid="answer" style="text-align:center">{badge(answer.sentiment, large=True)}</div>'
    )
    said = f"{LOOKS[answer.sentiment].word}, confidence {answer.confidence:.1%}"
    st.altair_chart(charts.gauge(answer.sentiment, answer.confidence, ink()), alt=said)
    scores = ", ".join(f"{LOOKS[label].word} {score:.1%}" for label, score in answer.scores.items())
    st.altair_chart(charts.score_bars(answer.scores, ink()), alt=f"All scores: {scores}")


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
        except ServiceUnavailableError as error:
            note_away(error)
            return
        except RequestRefusedError:
            return  # the answer stands without its explanation
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
