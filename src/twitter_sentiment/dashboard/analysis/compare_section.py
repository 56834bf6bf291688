"""The comparison with a second file: its upload, the progress of its job, the differences, and what is behind them."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st

from ...files.options import count_of
from ...insight.analysis import NotEnglish
from ...insight.drivers import Driver
from ...insight.file_comparison import FileComparison
from ...insight.shares import MIN_TEXTS, Shares
from ...insight.wording import chance_in_words, difference_in_words, not_english_in_words, one_line, percent
from ..bulk_job import BulkJob
from ..job_registry import BulkJobFile
from ..markup import escape_markdown, plain_html
from ..resources import api_client, prepared_files
from ..service_status import model_if_available
from ..theme import STYLES, show_error
from ..upload_session import SecondUploadSession, show_progress
from ..uploads import Upload
from .comparison import MAX_COMPARED, compare_prepared, is_same_model
from .intake import show_first_texts
from .prepared import PreparedFile
from .state import ViewState
from .view import View

_SHOWN_DRIVERS = 10
_NAME_CHARACTERS = 40
_NET = "net"


def show_comparison(
    file: BulkJobFile, prepared: PreparedFile, state: ViewState, session: SecondUploadSession | None
) -> None:
    """Draw the comparison of a file with a second one, or the way to it.

    Args:
        file: the file.
        prepared: what is looked at of it.
        state: what is shown of it; only its classes and its choice of languages count here.
        session: for the second file; None for who may only look.
    """
    second = file.second
    if second is None:
        if session is not None:
            _show_intake(file, session)
        return
    st.subheader(f"Compared with {escape_markdown(one_line(second.name, _NAME_CHARACTERS))}", anchor=False)
    if second.job.running:
        if session is None:
            st.caption("This file is being predicted: reload the page in a while.")
        else:
            show_progress(session)
        return
    _show_job(second)
    other = prepared_files().get(second)
    with st.spinner("Comparing both files …", show_time=True):
        texts = other.answers(two_classes=False).texts
        if texts:
            _show_result(_compared(second, prepared, other, state.view), other, state)
    if not texts:
        st.info("It has no text with a prediction: there is nothing to compare.", icon=":material/info:")
    if session is not None:
        st.button("Remove", on_click=session.reset, key=f"{session.purpose}_remove", icon=":material/close:")


def _show_intake(file: BulkJobFile, session: SecondUploadSession) -> None:
    """Draw the upload of the second file; once there is one, its column and the button that starts."""
    opened = session.upload is not None or bool(session.error)
    with st.expander("Compare with another file", expanded=opened, icon=":material/compare_arrows:"):
        upload = session.show_uploader()
        if upload is not None:
            _show_column(file, session, upload)


def _show_column(file: BulkJobFile, session: SecondUploadSession, upload: Upload) -> None:
    columns = upload.table.column_names
    text_column = st.selectbox(
        "Column with the texts",
        columns,
        columns.index(upload.text_column),
        key=f"{session.purpose}_text_{session.uploads}",
    )
    texts = show_first_texts(upload, text_column)
    if texts is None:
        return
    model = model_if_available()
    if model is None:
        return
    if not is_same_model(file.model, model):
        show_error(
            f"The service has another model than when {file.name} was predicted, and files of two models can't be "
            f"compared: upload {file.name} again first."
        )
        return

    def start() -> None:
        job = BulkJob(api_client(), texts, neutral=file.job.neutral)
        session.start(BulkJobFile(upload.name, upload.table, text_column, job, model=model))

    st.button("Predict and compare", type="primary", on_click=start, icon=":material/play_arrow:")


def _show_job(second: BulkJobFile) -> None:
    """Say what was not predicted of the second file."""
    job = second.job
    if job.error:
        show_error(f"The job ended early: {job.error} The rows predicted until then are compared.")
    elif len(job.predictions) < job.total:
        left = count_of(job.total - len(job.predictions), "row")
        st.info(f"Canceled: {left} of this file not predicted, and not compared.", icon=":material/info:")


def _compared(second: BulkJobFile, prepared: PreparedFile, other: PreparedFile, view: View) -> FileComparison:
    return prepared.kept(
        ("compared", second.share_id, view.two_classes, view.english_only),
        lambda: compare_prepared(prepared, other, two_classes=view.two_classes, english_only=view.english_only),
    )


def _show_result(compared: FileComparison, other: PreparedFile, state: ViewState) -> None:
    """Draw the differences, what must be said about them, and the drivers of each file."""
    st.html(differences_html(compared))
    sentences = ["Both files are compared as wholes, whatever the filter chooses."]
    if max(shares.texts for shares in compared.shares) >= MAX_COMPARED:
        sentences.append(
            f"Of a file with more than {MAX_COMPARED:,} texts, so many are drawn at random; "
            "`twitter-sentiment analyze FILE --compare OTHER` takes all."
        )
    if compared.differences:
        sentences.append("Differences are the first file less the second, in points, with 95 % intervals.")
    else:
        sentences.append(f"A difference needs {MIN_TEXTS} texts in both files.")
    if foreign := not_english_in_words(NotEnglish(int(np.count_nonzero(other.not_english)), state.view.english_only)):
        sentences.append(f"In the second file, {foreign}.")
    st.caption(" ".join(sentences))
    if not compared.surest:
        st.write("No word sets the files apart beyond chance.")
    for number, name in enumerate(compared.names):
        _show_drivers(compared, [driver for driver in compared.surest if driver.toward == name], number, state)


def _show_drivers(compared: FileComparison, drivers: Sequence[Driver], number: int, state: ViewState) -> None:
    """Draw the terms that one of the files has more often; a click on one shows examples, a button all its texts."""
    if not drivers:
        return
    shown = {driver.term: driver for driver in drivers[:_SHOWN_DRIVERS]}
    name, other = (escape_markdown(one_line(compared.names[index], _NAME_CHARACTERS)) for index in (number, 1 - number))
    term = st.pills(
        "More often in the other file" if number else "More often in this file",
        list(shown),
        format_func=lambda term: f"{escape_markdown(term)} · {shown[term].n:,}",
        key=f"analyze_compared_{number}",
    )
    if term in shown:
        driver = shown[term]
        st.markdown(
            f"**{escape_markdown(term)}** ({driver.kind}): {count_of(driver.n, 'distinct text')} of {name}, "
            f"{driver.n_rest:,} of {other}, such as"
        )
        st.html("".join(plain_html(compared.texts[index], clamped=True) for index in driver.examples))
        st.button(
            "Show the texts of this file that have it",
            key=f"analyze_compared_texts_{number}",
            on_click=state.change,
            kwargs={"term": driver.term},
            icon=":material/filter_alt:",
        )


def differences_html(compared: FileComparison) -> str:
    """Return HTML of a table with the shares of both files and their differences."""
    names = "".join(
        f'<th scope="col"><bdi>{html.escape(one_line(name, _NAME_CHARACTERS))}</bdi> ({shares.texts:,})</th>'
        for name, shares in zip(compared.names, compared.shares, strict=True)
    )
    rows = "".join(_row(compared, label) for label in (*compared.shares[0].labels, _NET))
    return (
        '<table class="numbers"><caption>Classes of both files</caption><thead><tr><th scope="col">Class</th>'
        f'{names}<th scope="col">Difference in points</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(compared: FileComparison, label: str) -> str:
    name = "Net sentiment" if label == _NET else STYLES[label].name
    cells = "".join(f"<td>{_cell(shares, label)}</td>" for shares in compared.shares)
    difference = compared.differences.get(label)
    shown = "–"
    if difference is not None:
        shown = f"{difference_in_words(difference)}<br>{chance_in_words(difference)}"
        if not difference.could_be_chance:
            shown = f"<strong>{shown}</strong>"
    return f'<tr><th scope="row">{name}</th>{cells}<td>{shown}</td></tr>'


def _cell(shares: Shares, label: str) -> str:
    """Write a share with its interval; the count where there are too few texts."""
    if shares.estimate is None:
        return "–" if label == _NET else count_of(int(shares.counts[shares.labels.index(label)]), "text")
    return percent(shares.net, signed=True) if label == _NET else percent(shares.share(label))
