"""What is to be analyzed: an upload, pasted texts or the sample, and its columns."""

import streamlit as st

from ...files.options import count_of
from ...insight.file_columns import ColumnChoice
from ...labels import NEUTRAL
from ..bulk_job import BulkJob
from ..job_registry import BulkJobFile
from ..markup import plain_html
from ..resources import api_client
from ..service_status import model_if_available
from ..theme import show_error
from ..upload_session import UploadSession
from ..uploads import ColumnTexts, Upload
from .columns import group_options, guess_columns
from .sample import sample_upload

MAX_PASTED_CHARACTERS = 2_000_000
_PASTED_NAME = "pasted texts.txt"
_PASTE = "analyze_paste"
_PREVIEW_ROWS = 3
_NONE = "None"


def show_intake(session: UploadSession) -> None:
    """Draw the upload; once there is a file, its columns and the button that starts."""
    if session.upload is None:
        st.write("Bring a table with a column of texts: see the share of each class, over time, by group, and why.")
    upload = session.show_uploader()
    if upload is None:
        _show_other_ways(session)
    else:
        _show_columns(session, upload)


def _show_other_ways(session: UploadSession) -> None:
    def paste() -> None:
        texts = st.session_state[_PASTE]
        if not texts.strip():
            session.error = "There are no texts yet: paste some, one a line."
        elif len(texts) > MAX_PASTED_CHARACTERS:
            session.error = (
                f"You pasted {len(texts):,} characters; the most is {MAX_PASTED_CHARACTERS:,}: save them as a file and "
                "upload it."
            )
        else:
            session.read(_PASTED_NAME, texts.strip("\r\n").encode("utf-8", "replace"))

    def try_sample() -> None:
        session.offer(sample_upload())

    with st.container(horizontal=True):
        with st.popover("Paste texts", icon=":material/content_paste:"):
            st.text_area("One text a line", key=_PASTE, height=220, placeholder="I love it\nIt broke on day one")
            st.button("Use these texts", on_click=paste, type="primary")
        st.button("Try it with a sample", on_click=try_sample, icon=":material/science:")


def _show_columns(session: UploadSession, upload: Upload) -> None:
    table = upload.table
    columns = table.column_names
    left, middle, right = st.columns(3)
    text_column = left.selectbox(
        "Column with the texts", columns, columns.index(upload.text_column), key=f"analyze_text_{session.uploads}"
    )
    guess = guess_columns(table, text_column)
    others = [name for name in columns if name != text_column]
    with middle:
        date_column = _choose_column("Date column", others, guess.date, f"date_{session.uploads}_{text_column}")
    with right:
        group_column = _choose_column(
            "Group by", group_options(others), guess.group, f"by_{session.uploads}_{text_column}"
        )
    texts = show_first_texts(upload, text_column)
    if texts is None:
        return
    model = model_if_available()
    if model is None:
        return

    def start() -> None:
        job = BulkJob(api_client(), texts, neutral=NEUTRAL in model.labels)
        choice = ColumnChoice(date_column, group_column)
        session.start(BulkJobFile(upload.name, table, text_column, job, columns=choice, model=model))

    st.button("Predict all rows", type="primary", on_click=start, icon=":material/play_arrow:")


def show_first_texts(upload: Upload, text_column: str) -> ColumnTexts | None:
    """Draw the first texts of a column; return all of them, None with an error where the column has none."""
    texts = ColumnTexts(upload.table, text_column)
    st.caption(f"{count_of(upload.table.num_rows, 'row')}. The first texts of this column:")
    st.html("".join(plain_html(text, clamped=True) for text in texts[:_PREVIEW_ROWS]))
    if any(text.strip() for text in texts):
        return texts
    show_error("There is no text in this column: choose another.")
    return None


def _choose_column(label: str, columns: list[str], guess: str | None, name: str) -> str | None:
    """Draw a choice of one of the columns, or of none."""
    options = [None, *columns]
    chosen = st.selectbox(
        label,
        range(len(options)),  # by their numbers, since Streamlit takes None for no choice at all
        options.index(guess),
        format_func=lambda number: options[number] or _NONE,
        key=f"analyze_{name}",
    )
    return options[chosen]
