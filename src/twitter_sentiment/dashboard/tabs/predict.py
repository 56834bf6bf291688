"""The Predict tab: enter one text, see its sentiment and the words that decide it."""

from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ...api_types import MAX_CHARACTERS
from ...errors import HistoryError, RequestRefusedError, ServiceUnavailableError
from ...labels import NEUTRAL
from ...text.language import ENGLISH
from ..markup import escape_markdown
from ..prediction_view import show_explanation, show_prediction
from ..resources import api_client, history_id, history_store, served_model, settings
from ..service_client import ScoredPrediction, predict_scored
from ..service_status import mark_unavailable
from ..text_box import watch_text_box

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

FIRST_EXAMPLE = EXAMPLES["Angry tweet"]
"""Its answer fills the page until a first text is submitted; it stands in the empty text area."""

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
        prediction: the prediction of the last submitted text, with its explanation once that has arrived.
        example: the prediction of `FIRST_EXAMPLE`, until a text is submitted.
        submitted: whether a text was ever submitted.
        unsaved: predictions that are still to be added to the history.
        error: why the last submitted text can't be predicted.
    """

    pending_text: str | None = None
    keep_in_history: bool = True
    prediction: ScoredPrediction | None = None
    example: ScoredPrediction | None = None
    submitted: bool = False
    unsaved: list[ScoredPrediction] = field(default_factory=list)
    error: str | None = None

    def submit(self, text: str, *, keep_in_history: bool = True) -> None:
        """Accept a text for prediction, or set the error that says what is wrong with it; drop the answer before."""
        self.pending_text = None
        self.prediction = None
        self.example = None
        self.submitted = True
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
    """Draw the tab: the text and beside it, on a phone below it, the answer; then the examples and the words."""
    state = _state()
    left, right = st.columns([3, 2], gap="large")
    with left:
        below_text = _show_input(state)
    answer = right.empty()
    _show_examples(state)
    explanation = st.empty()  # at once: that of the text before goes before the next one is predicted
    with answer, st.spinner("Analyzing …"):
        _predict_pending(state)
        _predict_example(state)
    if state.error:
        below_text.error(escape_markdown(state.error), icon=":material/error:")
    if shown := state.prediction or state.example:
        with answer.container(key="answer"):
            show_prediction(shown, is_example=shown is state.example)
    else:
        answer.info(_no_answer(state), icon=":material/lightbulb:")
    save_predictions()
    if shown:
        with explanation.container(key="explanation"):
            show_explanation(shown, is_example=shown is state.example)


def _state() -> PredictState:
    state: PredictState = st.session_state.setdefault(_STATE, PredictState())
    return state


def _no_answer(state: PredictState) -> str:
    if state.pending_text is None:
        return "The answer appears here. Type a text and press Analyze, or click an example."
    return "The answer to your text appears here as soon as the service is back."


def _show_input(state: PredictState) -> DeltaGenerator:
    """Draw the text area, its button and the choice of classes; return the place below the text for an error."""
    st.text_area(_text_label(), key=_TEXT, height=170, placeholder=FIRST_EXAMPLE, persist_state="session")
    if (text := watch_text_box(_TEXT)) is not None:
        state.submit(text)
    below_text = st.empty()

    def submit_text() -> None:
        state.submit(st.session_state[_TEXT])

    def predict_again() -> None:
        # The same text with other classes is no new entry of the history; a pending text is predicted with them anyway.
        state.example = None
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
    return below_text


def _show_examples(state: PredictState) -> None:
    def submit_example(text: str) -> None:
        st.session_state[_TEXT] = text
        state.submit(text)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Or try one of these:", width="content")
        for name, text in EXAMPLES.items():
            st.button(name, on_click=submit_example, args=(text,))


def _predict_pending(state: PredictState) -> None:
    if state.pending_text is None:
        return
    # Streamlit's state is read first: once the prediction is there, nothing may end the rerun before it is kept.
    client = api_client()
    neutral = _neutral_selected()
    try:
        prediction = predict_scored(client, state.pending_text, neutral=neutral)
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


def _predict_example(state: PredictState) -> None:
    """Predict the example of a page on which nothing was submitted yet; it is no part of the history."""
    if state.submitted or state.example:
        return
    try:
        state.example = predict_scored(api_client(), FIRST_EXAMPLE, neutral=_neutral_selected(), explain=True)
    except ServiceUnavailableError as error:
        mark_unavailable(error)
    except RequestRefusedError:
        return  # the page works without it


def save_predictions() -> None:
    """Add predictions to the history, after they are drawn: the database may be locked for seconds.

    A click on another tab ends a rerun before that: then that tab's rerun does it.
    """
    state, history = _state(), history_id()
    while True:
        try:
            prediction = state.unsaved.pop(0)
        except IndexError:  # nothing is left; another rerun of this session may have taken the last one
            return
        try:
            history_store().add(
                history,
                prediction.text,
                prediction.sentiment,
                prediction.confidence,
                classes=len(prediction.scores),
            )
        except HistoryError as error:
            st.warning(
                escape_markdown(f"The prediction could not be added to the history. {error}"), icon=":material/history:"
            )
            state.unsaved.clear()


def _neutral_selected() -> bool:
    return bool(st.session_state.get(_WITH_NEUTRAL)) and _model_has_neutral()


def _text_label() -> str:
    """Return the label of the text area, with the language where English alone is read well."""
    with suppress(ServiceUnavailableError):
        model = served_model()
        if model.multilingual or model.languages != [ENGLISH]:
            return "A tweet or a review"
    return "A tweet or a review, in English"


def _model_has_neutral() -> bool:
    try:
        return NEUTRAL in served_model().labels
    except ServiceUnavailableError:
        return _WITH_NEUTRAL in st.session_state  # as before the outage
