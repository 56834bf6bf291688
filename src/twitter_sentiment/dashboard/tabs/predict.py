"""The Predict tab: enter one text, see its sentiment and the words that decide it."""

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ...api_types import MAX_CHARACTERS
from ...errors import HistoryError, RequestRefusedError, ServiceUnavailableError
from ...labels import NEUTRAL
from .. import charts
from ..api_client import ScoredPrediction
from ..attributions import highlighted_html, summary_html, truncation_notice
from ..markup import escape_markdown, plain_html
from ..resources import api_client, history_id, history_store, served_model, settings
from ..service_status import mark_unavailable
from ..text_box import watch_text_box
from ..theme import STYLES, badge_html, text_color

EXAMPLES = {
    "Happy tweet": "Look what was in my mailbox: two tickets for Saturday!!! 😍🎉 thank you @mia #birthday",
    "Angry tweet": "Three hours on hold, then they hang up 😡 thanks for nothing #fail",
    "Sarcasm": "Oh great, the train is canceled again. Exactly how I wanted to start my Monday.",
    "Negation": "The plot is not bad at all, and I didn't regret a single minute of it.",
    "Long review": (
        "We booked this hotel for a long weekend, and it left me in two minds. The room was spotless, the bed soft, "
        "and the view over the harbor alone was worth the trip. Breakfast was another story: cold eggs, weak coffee "
        "and a queue every single morning. The woman at the desk could not have been kinder, though. When our flight "
        "was moved she printed new boarding passes, found us a taxi and kept our bags until the evening. The lift "
        "broke twice, and nobody seemed to be in a hurry to fix it. Still, walking home along the water at night, "
        "I was already planning the next visit. Bring earplugs, skip the breakfast, and you will love it here."
    ),
}

_STATE = "predict_state"
_TEXT = "text"
_WITH_NEUTRAL = "with_neutral"


@dataclass
class PredictState:
    """The text that is to be predicted and the last prediction of one page.

    It is one object because Streamlit may end a rerun at any access to its session state: what belongs together changes
    together here.

    Attributes:
        pending_text: the submitted text without a prediction; it stays while the service is unavailable.
        keep_in_history: whether its prediction is added to the history.
        prediction: the last prediction, with its explanation once that has arrived.
        unsaved: predictions that are still to be added to the history.
        error: why the last submitted text can't be predicted.
    """

    pending_text: str | None = None
    keep_in_history: bool = True
    prediction: ScoredPrediction | None = None
    unsaved: list[ScoredPrediction] = field(default_factory=list)
    error: str | None = None

    def submit(self, text: str, *, keep_in_history: bool = True) -> None:
        """Accept a text for prediction, or set the error that says what is wrong with it."""
        self.pending_text = None
        self.error = None
        self.keep_in_history = keep_in_history
        if not text.strip():
            self.error = "There is no text yet: type one, or click an example."
        elif len(text) > MAX_CHARACTERS:
            self.error = (
                f"The text has {len(text):,} characters; the maximum is {MAX_CHARACTERS:,}: "
                f"shorten it by {len(text) - MAX_CHARACTERS:,}."
            )
        else:
            self.pending_text = text


def show_predict_tab() -> None:
    """Draw the tab."""
    state = _state()
    left, right = st.columns([3, 2], gap="large")
    with left:
        below_text = _show_input(state)
    _predict_pending(state)
    if state.error:
        below_text.error(escape_markdown(state.error), icon=":material/error:")
    with right:
        if state.prediction is None:
            st.info("The result appears here. Type a text, or click an example.", icon=":material/lightbulb:")
        else:
            _show_prediction(state.prediction)
    save_predictions()
    if state.prediction is not None:
        _show_explanation(state.prediction)


def _state() -> PredictState:
    state: PredictState = st.session_state.setdefault(_STATE, PredictState())
    return state


def _show_input(state: PredictState) -> DeltaGenerator:
    """Draw the text area and the buttons; return the place below the text for an error."""
    st.text_area(
        "A tweet or a review, in English",
        key=_TEXT,
        height=170,
        placeholder="I love this product!",
        persist_state="session",
    )
    if (text := watch_text_box(_TEXT)) is not None:
        state.submit(text)
    below_text = st.empty()

    def submit_text() -> None:
        state.submit(st.session_state[_TEXT])

    def submit_example(text: str) -> None:
        st.session_state[_TEXT] = text
        state.submit(text)

    def predict_again() -> None:
        # The same text with other classes is no new entry of the history; a pending text is predicted with them anyway.
        if state.prediction and state.pending_text is None:
            state.submit(state.prediction.text, keep_in_history=False)

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Analyze", type="primary", on_click=submit_text, icon=":material/psychology:")
        if _model_has_neutral():
            st.toggle(
                "Neutral class",
                value=settings().neutral,
                key=_WITH_NEUTRAL,
                on_change=predict_again,
                persist_state="session",
                help="Choose from negative, neutral and positive, instead of negative and positive alone.",
            )
    st.caption("Or try one of these:")
    with st.container(horizontal=True, gap="small"):
        for name, text in EXAMPLES.items():
            st.button(name, on_click=submit_example, args=(text,))
    return below_text


def _predict_pending(state: PredictState) -> None:
    if state.pending_text is None:
        return
    # Streamlit's state is read first: once the prediction is there, nothing may end the rerun before it is kept.
    client = api_client()
    neutral = _neutral_selected()
    try:
        prediction = client.predict(state.pending_text, neutral=neutral)
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        return
    except RequestRefusedError as error:
        state.pending_text = None
        state.error = f"This text can't be analyzed: {error}"
        return
    state.pending_text = None
    state.prediction = prediction
    if state.keep_in_history:
        state.unsaved.append(prediction)


def save_predictions() -> None:
    """Add predictions to the history, after they are drawn: the database may be locked for seconds.

    A click on another tab ends a rerun before that: then that tab's rerun does it.
    """
    state, history = _state(), history_id()
    while state.unsaved:
        try:
            store = history_store()
            prediction = state.unsaved.pop(0)
            store.add(history, prediction.text, prediction.sentiment, prediction.confidence)
        except HistoryError as error:
            st.warning(
                escape_markdown(f"The prediction could not be added to the history. {error}"), icon=":material/history:"
            )
            state.unsaved.clear()


def _show_prediction(prediction: ScoredPrediction) -> None:
    badge = badge_html(prediction.sentiment, large=True)
    st.html(f'<div role="status" data-testid="prediction" style="text-align:center">{badge}</div>')
    color = text_color()
    st.altair_chart(
        charts.gauge(prediction.sentiment, prediction.confidence, color),
        alt=f"{STYLES[prediction.sentiment].word}, confidence {prediction.confidence:.1%}",
    )
    scores = ", ".join(f"{STYLES[label].word} {score:.1%}" for label, score in prediction.scores.items())
    st.altair_chart(charts.score_bars(prediction.scores, color), alt=f"All scores: {scores}")


def _show_explanation(prediction: ScoredPrediction) -> None:
    st.subheader("Words that decide", anchor=False)
    if prediction.tokens and (notice := truncation_notice(prediction.tokens)):
        st.info(notice, icon=":material/content_cut:")
    text = st.empty()
    if prediction.explanation is None:
        text.html(plain_html(prediction.text))  # the text at once, its weights when they have arrived
        try:
            with st.spinner("Computing the weight of each word …"):
                explained = api_client().predict(prediction.text, neutral=NEUTRAL in prediction.scores, explain=True)
        except ServiceUnavailableError as error:
            mark_unavailable(error)
            return
        except RequestRefusedError:
            return  # the prediction remains, without an explanation
        prediction.explanation = explained.explanation
    if prediction.explanation:
        text.html(highlighted_html(prediction, prediction.explanation))
        unit = prediction.explanation.unit
        st.html(
            f'<p class="faint">{summary_html(prediction, prediction.explanation)}<br>The stronger the color, the more '
            f"the {unit} supports the result; a dotted line marks a {unit} against it. "
            f"Each weight is measured by leaving the {unit} out.</p>"
        )


def _neutral_selected() -> bool:
    return bool(st.session_state.get(_WITH_NEUTRAL)) and _model_has_neutral()


def _model_has_neutral() -> bool:
    try:
        return NEUTRAL in served_model().labels
    except ServiceUnavailableError:
        return _WITH_NEUTRAL in st.session_state  # as before the outage
