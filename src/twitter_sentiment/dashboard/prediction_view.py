"""One prediction on the page: its answer, and the words that decide it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ..api_types import ExplanationResponse
from ..errors import RequestRefusedError, ServiceUnavailableError
from ..labels import NEUTRAL, in_order
from ..text.language import language_name
from . import charts
from .attributions import highlighted_html, scores_html, summary_html, truncation_notice, weights_html
from .chart_view import show_chart
from .markup import percent, plain_html
from .resources import api_client
from .service_client import ScoredPrediction, predict_scored
from .service_status import mark_unavailable
from .text_box import answer_mark
from .theme import STYLES, badge_html, text_color


def show_prediction(prediction: ScoredPrediction, *, is_example: bool) -> None:
    """Draw the class, the dial of its confidence, the other classes and the language."""
    badge = badge_html(prediction.sentiment, large=True)
    if is_example:  # it is not read aloud: nobody has requested it
        head = (
            f'<p class="faint">The answer to the example in the empty box:</p><div data-testid="example">{badge}</div>'
        )
    else:
        head = f'<div role="status" data-testid="prediction">{badge}</div>'
    st.html(f'<div class="answer" {answer_mark("" if is_example else prediction.text)}>{head}</div>')
    show_chart(
        charts.gauge(prediction.sentiment, prediction.confidence, text_color()),
        f"{STYLES[prediction.sentiment].word}, confidence {percent(prediction.confidence)}",
    )
    others = [label for label in in_order(prediction.scores) if label != prediction.sentiment]
    if len(others) > 1:  # of two classes, the other one has what is missing on the dial
        rest = " · ".join(f"{STYLES[label].name} {percent(prediction.scores[label])}" for label in others)
        st.html(f'<p class="answer faint">{rest}</p>')
    _show_language(prediction)


def _show_language(prediction: ScoredPrediction) -> None:
    """Say the language of a text where it is clear, and whether the answer is a guess because of it."""
    if prediction.supported is None or prediction.language is None:
        return
    sentence = f"Language: {language_name(prediction.language)}."
    if not prediction.supported:
        sentence += " The model was not trained for it: take this answer for a guess."
    st.html(f'<p class="answer faint" data-testid="language">{sentence}</p>')


def show_explanation(prediction: ScoredPrediction, *, is_example: bool) -> None:
    """Draw the text with the weight of each word, which is computed now if it was not before."""
    st.subheader("Words that decide", anchor=False)
    if prediction.tokens and (notice := truncation_notice(prediction.tokens)):
        st.info(notice, icon=":material/content_cut:")
    text = st.empty()
    if prediction.explanation is None:
        text.html(plain_html(prediction.text))  # the text at once, its weights when they have arrived
        try:
            with st.spinner("Computing the weight of each word …"):
                neutral = NEUTRAL in prediction.scores
                explained = predict_scored(api_client(), prediction.text, neutral=neutral, explain=True)
        except ServiceUnavailableError as error:
            mark_unavailable(error)
            return
        except RequestRefusedError:
            return  # the prediction remains, without an explanation
        prediction.explanation = explained.explanation
    if prediction.explanation:
        _show_weights(text, prediction, prediction.explanation, "example-words" if is_example else "words")


def _show_weights(
    text: DeltaGenerator, prediction: ScoredPrediction, explanation: ExplanationResponse, test_id: str
) -> None:
    """Shade the words in the place of the text; below, draw the sentence about them and all numbers."""
    text.html(highlighted_html(prediction, explanation, test_id))
    unit = explanation.unit
    st.html(
        f'<p class="faint">{summary_html(prediction, explanation)}<br>The stronger the color, the more the {unit} '
        f"supports the result; a dotted line marks a {unit} against it. "
        f"Each weight is measured by leaving the {unit} out.</p>"
    )
    with st.expander("Details"):
        st.html(scores_html(prediction.scores))
        st.html(weights_html(prediction, explanation))
