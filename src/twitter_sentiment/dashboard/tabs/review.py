"""The Review tab: texts that the model was least sure of, their labels corrected or confirmed by a click."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

import streamlit as st

from ...errors import HistoryError
from ...files.options import count_of
from ...labels import LABELS
from ..correction_files import LABELING_CONFIG, corrections_csv, label_studio_tasks
from ..correction_store import Correction
from ..history_store import HistoryStore
from ..job_registry import JobKey
from ..markup import plain_html
from ..resources import history_id, history_store, job_registry
from ..review_queue import MAX_CANDIDATES, Candidate, candidates_of_file, candidates_of_history, texts_to_review
from ..review_summary import review_headline
from ..theme import STYLES, badge_html, show_error
from ..wording import view_name
from .analyze import PURPOSE as ANALYZED_FILE

_PAGE_TEXTS = 10
_CLAMPED_CHARACTERS = 280
"""Longer texts may be cut to three lines; the whole one can be opened."""
_TO_REVIEW = "To review"
_REVIEWED = "Reviewed"
_ERROR = "review_error"
_LAST = "review_last"

ItemT = TypeVar("ItemT")


def show_review_tab() -> None:
    """Draw the tab."""
    store = history_store()
    history = history_id()
    if error := st.session_state.pop(_ERROR, None):
        show_error(error)
    corrections = store.corrections.all(history)
    candidates = _choose_candidates(store, history)
    if not candidates and not corrections:
        st.info(
            "Nothing to review yet. Analyze a text in the Predict tab or a whole file: the texts that the model was "
            "least sure of are listed here.",
            icon=":material/rate_review:",
        )
        return
    st.write(
        "The model was least sure of these texts, the first ones above all. Say what they are: your labels show how "
        "often it is right, and it can be trained on them."
    )
    to_review = texts_to_review(candidates, [correction.text for correction in corrections])
    _show_progress(store, history, corrections)
    counts = {_TO_REVIEW: len(to_review), _REVIEWED: len(corrections)}
    shown = st.radio(
        "Which texts",
        list(counts),
        format_func=lambda name: f"{name} ({counts[name]:,})",
        key="review_shown",
        persist_state="session",
        horizontal=True,
        label_visibility="collapsed",
    )
    if shown == _REVIEWED:
        _show_reviewed(corrections)
    else:
        _show_to_review(to_review)
    if corrections:
        _show_downloads(corrections)
    _show_storage_note(store)


def _choose_candidates(store: HistoryStore, history: str) -> list[Candidate]:
    """Return the texts of the history, or those of the predicted file if the visitor prefers it."""
    file = job_registry().get(JobKey(history, ANALYZED_FILE))
    if file is None or file.job.running or not any(file.job.predictions):
        return candidates_of_history(store, history)
    of_history = candidates_of_history(store, history)
    names = ["my history", file.name]
    chosen = st.selectbox(
        "Texts of",
        range(len(names)),
        index=0 if of_history else 1,
        format_func=names.__getitem__,
        key="review_source",
        persist_state="session",
    )
    return candidates_of_file(file) if chosen else of_history


def _show_progress(store: HistoryStore, history: str, corrections: Sequence[Correction]) -> None:
    if not corrections:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(review_headline(corrections), width="stretch")
        last: str | None = st.session_state.get(_LAST)
        if last is not None and any(correction.text == last for correction in corrections):
            st.button("Undo", icon=":material/undo:", help="Undo the last label", on_click=_undo, args=(last,))
        with st.popover("Delete all", icon=":material/delete_sweep:"):
            st.write("Delete all your corrections? It can't be undone. The texts of your history stay.")
            st.button(
                "Delete the corrections", type="primary", on_click=_change, args=(store.corrections.clear, history)
            )


def _show_to_review(texts: Sequence[Candidate]) -> None:
    if not texts:
        st.success(
            "All texts are reviewed. Analyze more of them, or use your corrections below.", icon=":material/done_all:"
        )
        return
    if len(texts) >= MAX_CANDIDATES:
        st.caption(f"These are the {MAX_CANDIDATES:,} least sure ones; others follow when you have reviewed some.")
    for candidate in _page(texts, "review"):
        facts = [f"{candidate.confidence:.1%} sure"]
        if candidate.classes:
            facts.append(view_name(candidate.classes))
        if candidate.copies > 1:
            facts.append(f"stands for {candidate.copies:,} texts that say the same")
        with st.container(border=True):
            _show_text(candidate.text, f"{badge_html(candidate.sentiment)} {_faint(' · '.join(facts))}")
            _show_buttons(candidate, None)


def _show_reviewed(corrections: Sequence[Correction]) -> None:
    if not corrections:
        st.info(f"Nothing is reviewed yet: choose “{_TO_REVIEW}”.", icon=":material/rate_review:")
    for correction in _page(corrections, "reviewed"):
        was = "as predicted" if correction.right else f"predicted as {correction.sentiment}"
        candidate = Candidate(correction.text, correction.sentiment, correction.confidence, correction.classes)
        with st.container(border=True):
            _show_text(
                correction.text,
                f"{badge_html(correction.label)} {_faint(f'{was}, {correction.confidence:.1%} sure')}",
            )
            _show_buttons(candidate, correction.label)


def _show_text(text: str, head: str) -> None:
    st.html(f"{head}{plain_html(text, clamped=True)}")
    if len(text) > _CLAMPED_CHARACTERS:
        with st.expander("The whole text"):
            st.html(plain_html(text))


def _show_buttons(candidate: Candidate, label: str | None) -> None:
    """Draw the buttons of a text: one a class, but for its present label; of a reviewed one, one that takes it back.

    Args:
        candidate: the text.
        label: the label that a person gave it; None without one.
    """
    key = sha256(candidate.text.encode(errors="replace")).hexdigest()[:16]
    with st.container(horizontal=True, gap="small"):
        if label is None:
            word = STYLES[candidate.sentiment].word.lower()
            st.button(
                "Right",
                key=f"review_right_{key}",
                icon=":material/check:",
                help=f"It is {word}",
                on_click=_keep,
                args=(candidate, candidate.sentiment),
            )
        for other in LABELS:
            if other != (label or candidate.sentiment):
                style = STYLES[other]
                st.button(
                    f"{style.sign} {style.word}",
                    key=f"review_{other}_{key}",
                    help=f"It is {style.word.lower()}, not {STYLES[label or candidate.sentiment].word.lower()}",
                    on_click=_keep,
                    args=(candidate, other),
                )
        if label is not None:
            st.button("Not reviewed", key=f"review_undo_{key}", type="tertiary", on_click=_undo, args=(candidate.text,))


def _show_downloads(corrections: Sequence[Correction]) -> None:
    st.markdown("**Use your labels**")
    with st.container(horizontal=True):
        st.download_button(
            "CSV for training",
            lambda: corrections_csv(corrections),
            "corrections.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            help="The columns text and label. A text that a spreadsheet could run gets an apostrophe in front.",
        )
        st.download_button(
            "JSON for Label Studio",
            lambda: label_studio_tasks(corrections),
            "corrections.label-studio.json",
            "application/json",
            on_click="ignore",
            icon=":material/download:",
            help="Tasks with the prediction, and your label as the annotation.",
        )
    with st.expander("How to train with them, and the labeling interface of Label Studio"):
        st.write("Train on them, beside the data of your training:")
        st.code("twitter-sentiment train --extra-data corrections.csv", language="bash")
        st.write("In Label Studio, import the file into a project with this labeling interface:")
        st.code(LABELING_CONFIG, language="xml")


def _show_storage_note(store: HistoryStore) -> None:
    if not store.persistent:
        storage = "They are kept in memory only and deleted when the web interface restarts."
    elif store.retention_days:
        storage = f"Each one is deleted {count_of(store.retention_days, 'day')} after you made it."
    else:
        storage = "They are kept in a database until you delete them."
    st.caption(f"Corrections belong to the history of this browser and go when it is cleared. {storage}")


def _page(items: Sequence[ItemT], key: str) -> Sequence[ItemT]:
    """Draw the page numbers of a list, and return what is on the chosen page."""
    pages = max(1, -(-len(items) // _PAGE_TEXTS))
    page = st.pagination(pages, key=f"{key}_page_{pages}") if pages > 1 else 1
    return items[(page - 1) * _PAGE_TEXTS : page * _PAGE_TEXTS]


def _keep(candidate: Candidate, label: str) -> None:
    keep = history_store().corrections.keep
    _change(
        lambda: keep(
            history_id(),
            candidate.text,
            candidate.sentiment,
            candidate.confidence,
            label,
            classes=candidate.classes,
        )
    )
    st.session_state[_LAST] = candidate.text


def _undo(text: str) -> None:
    _change(history_store().corrections.remove, history_id(), text)


def _change(change: Callable[..., None], *arguments: object) -> None:
    """Call what changes the corrections; an error is shown at the next rerun."""
    try:
        change(*arguments)
    except HistoryError as error:
        st.session_state[_ERROR] = str(error)


def _faint(text: str) -> str:
    return f'<span class="faint">{text}</span>'
