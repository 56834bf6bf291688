"""The results of a file: how its job went, the filter, and its story."""

import streamlit as st

from ...api_types import MAX_CHARACTERS
from ...errors import AmbiguousDatesError, InputError
from ...files.options import count_of
from ..job_registry import BulkJobFile
from ..markup import escape_markdown
from ..resources import prepared_files
from ..theme import show_error
from ..upload_session import SecondUploadSession
from .compare_section import show_comparison
from .filters import ask_day_first, show_columns, show_filters, show_languages
from .prepared import PreparedFile
from .sections import show_drivers, show_examples, show_groups, show_shares, show_trend
from .state import ViewState, view_state, write_address
from .story import Story
from .texts import show_texts


def show_results(file: BulkJobFile, second_session: SecondUploadSession | None = None) -> None:
    """Draw the results of a file whose job has ended.

    Args:
        file: the file.
        second_session: for a file to compare with; None for who may only look.
    """
    st.header(f"Results for {escape_markdown(file.name)}", anchor=False)
    prepared = prepared_files().get(file)
    with st.spinner("Reading the texts: near-copies count as one …", show_time=True):
        texts = len(prepared.answers(two_classes=False).texts)
    _show_summary(file, prepared, texts)
    if not texts:
        st.info("No row has a text with a prediction: there is nothing to analyze.", icon=":material/info:")
        return
    state = view_state(file)
    show_columns(prepared, state, file.table.column_names, file.text_column)
    story = _story(prepared, state)
    write_address(state, file)
    show_filters(story, state)
    show_languages(story, state)
    show_shares(story, state)
    show_comparison(file, prepared, state, second_session)
    show_trend(story, state)
    show_groups(story, state)
    show_drivers(story, state)
    show_texts(file, story, state)
    show_examples(story)


def _story(prepared: PreparedFile, state: ViewState) -> Story:
    """Return the story of the view; what keeps its dates from being read is said, and they are left out."""
    view = state.view
    try:
        story = Story(prepared, view)
        _ = story.whole_trend
    except AmbiguousDatesError as error:
        ask_day_first(state, error)
    except InputError as error:
        show_error(str(error))
    else:
        return story
    return Story(prepared, view.without_dates())


def _show_summary(file: BulkJobFile, prepared: PreparedFile, texts: int) -> None:
    """Say how the job went.

    Args:
        file: the file; its job has ended.
        prepared: what is looked at of it.
        texts: number of these texts.
    """
    job = file.job
    done = len(job.predictions)
    sentences = [f"{count_of(done, 'row')} in {job.elapsed_secs:.1f} s ({job.texts_per_sec:,.0f} rows/s)."]
    if prepared.is_sample:
        sentences.append(
            f"The analysis looks at {texts:,} of them, drawn at random; the download of all rows has all. "
            "`twitter-sentiment analyze` looks at all of them."
        )
    elif without := done - texts:
        verb = "has" if without == 1 else "have"
        sentences.append(f"{count_of(without, 'row')} {verb} no text and no prediction.")
    if job.shortened_texts:
        verb = "is" if job.shortened_texts == 1 else "are"
        sentences.append(
            f"{count_of(job.shortened_texts, 'text')} {verb} longer than {MAX_CHARACTERS:,} characters: both ends "
            "were read."
        )
    st.write(" ".join(sentences))
    if job.error:
        show_error(f"The job ended early: {job.error} The rows predicted until then are below.")
    elif done < job.total:
        left = job.total - done
        verb = "was" if left == 1 else "were"
        st.info(f"Canceled: {count_of(left, 'row')} {verb} not predicted.", icon=":material/info:")
