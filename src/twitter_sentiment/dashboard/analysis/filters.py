"""The one filter of an analysis, and the choice of its columns: widgets that follow the view and change it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from ...errors import AmbiguousDatesError
from ...files.options import count_of
from ...insight.analysis import NotEnglish
from ...insight.trend import Period, Trend
from ...insight.wording import not_english_in_words, one_line
from ...text.language import language_name
from ..markup import escape_markdown
from ..theme import STYLES
from .columns import group_options
from .prepared import PreparedFile
from .state import ViewState
from .story import Story, period_starts
from .view import MAX_SEARCH_CHARACTERS

_NONE = "None"
_NAME_CHARACTERS = 80
_AUTOMATIC = "Automatic"
_CLASSES = {False: "Three classes", True: "Two classes"}
_ORDERS = {True: "Day first: 31/05/2024", False: "Month first: 05/31/2024"}

Changes = Callable[[Any], dict[str, Any]]


def show_columns(file: PreparedFile, state: ViewState, columns: Sequence[str], text_column: str) -> None:
    """Draw the choice of dates, groups, period and classes, none of which needs a new prediction.

    Args:
        file: the file.
        state: the view.
        columns: the columns of the file.
        text_column: the one with the texts.
    """
    others = [name for name in columns if name != text_column]
    chosen = state.view.columns
    with st.expander("Columns and classes", icon=":material/tune:"):
        left, middle, right = st.columns(3)
        with left:
            _select("Date column", "date", state, [None, *others], chosen.date, _change_columns(state, "date"))
        with middle:
            _select(
                "Group by", "by", state, [None, *group_options(others)], chosen.group, _change_columns(state, "group")
            )
        with right:
            periods = [None, *Period]
            names = {None: _AUTOMATIC}
            _select("Period", "period", state, periods, chosen.period, _change_columns(state, "period"), names)
        if file.has_neutral:
            key = set_widget("two_classes", state.view.two_classes)
            st.segmented_control(
                "Classes",
                list(_CLASSES),
                format_func=_CLASSES.__getitem__,
                key=key,
                required=True,
                on_change=state.from_widget,
                args=(key, lambda two: {"two_classes": bool(two), "labels": frozenset()}),
                help="Two classes are computed from the same predictions, without neutral.",
            )


def ask_day_first(state: ViewState, error: AmbiguousDatesError) -> None:
    """Ask whether the day or the month comes first, where nothing in the file tells."""
    st.warning(escape_markdown(str(error)), icon=":material/help:")
    key = set_widget("day_first", state.view.columns.day_first)
    st.segmented_control(
        "How to read the dates",
        list(_ORDERS),
        format_func=_ORDERS.__getitem__,
        key=key,
        on_change=state.from_widget,
        args=(key, _change_columns(state, "day_first")),
    )


def show_filters(story: Story, state: ViewState) -> None:
    """Draw the filter: class, confidence, dates, group, words."""
    view = story.view
    with st.container(border=True):
        left, middle, right = st.columns([3, 2, 3], gap="medium")
        with left:
            _show_classes(story, state)
        with middle:
            key = set_widget("confidence", view.confidence)
            st.slider(
                "Confidence",
                0,
                100,
                key=key,
                format="%d %%",
                on_change=state.from_widget,
                args=(key, lambda bounds: {"confidence": bounds}),
            )
        with right:
            key = set_widget("search", view.search)
            st.text_input(
                "Search the texts",
                key=key,
                on_change=state.from_widget,
                max_chars=MAX_SEARCH_CHARACTERS,
                icon=":material/search:",
                args=(key, lambda words: {"search": (words or "").strip()}),
            )
        left, right = st.columns([3, 5], gap="medium")
        if story.groups is not None:
            with left:
                _select(
                    "Group",
                    "group",
                    state,
                    [None, *story.groups.values],
                    view.group,
                    lambda value: {"group": value},
                    {None: "All"},
                )
        trend = story.whole_trend
        if trend is not None:
            with right:
                _show_dates(story, trend, state)
        _show_choice(story, state)


def show_languages(story: Story, state: ViewState) -> None:
    """Say how many texts are probably not English, and choose by their languages; nothing where all may be English."""
    left_out = story.view.english_only
    found = NotEnglish(int(np.count_nonzero(story.file.not_english)), left_out)
    if not found.texts:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        guesses = int(np.count_nonzero(story.file.guesses))
        st.markdown(f"{not_english_in_words(found)}.{_guesses_in_words(guesses)}", width="content")
        key = set_widget("english_only", left_out)
        st.toggle(
            "Leave it out" if found.texts == 1 else "Leave them out",
            key=key,
            on_change=state.from_widget,
            args=(key, lambda only: {"english_only": only}),
            help="Trend and marked periods are computed without these texts too.",
        )
    languages = story.file.languages
    counts = np.bincount(languages.codes[languages.codes >= 0], minlength=len(languages.values)).tolist()
    names = {
        code: f"{language_name(code)}: {count_of(count, 'text')}"
        for code, count in zip(languages.values, counts, strict=True)
    }
    _select(
        "Language",
        "language",
        state,
        [None, *languages.values],
        story.view.language,
        lambda code: {"language": code},
        {None: "All", **names},
    )


def _guesses_in_words(texts: int) -> str:
    """Say how many answers are guesses; empty for none."""
    if not texts:
        return ""
    answers = "1 answer is a guess" if texts == 1 else f"{texts:,} answers are guesses"
    return f" {answers}: the model was not trained for these languages."


def _show_classes(story: Story, state: ViewState) -> None:
    labels = story.answers.labels
    key = set_widget("classes", [label for label in labels if not story.view.labels or label in story.view.labels])

    def chosen(found: list[str]) -> dict[str, Any]:
        return {"labels": frozenset() if len(found) == len(labels) else frozenset(found)}

    st.pills(
        "Classes",
        list(labels),
        selection_mode="multi",
        format_func=lambda label: STYLES[label].word,
        key=key,
        on_change=state.from_widget,
        args=(key, chosen),
    )


def _show_dates(story: Story, trend: Trend, state: ViewState) -> None:
    starts = period_starts(trend)
    if len(starts) < 2:
        return
    view = story.view
    first, last = 0, len(starts) - 1
    if view.since is not None:
        first = max(0, int(np.searchsorted(starts, view.since, side="right")) - 1)
    if view.until is not None:
        last = max(first, int(np.searchsorted(starts, view.until, side="left")) - 1)

    def chosen(ends: tuple[int, int]) -> dict[str, Any]:
        return {
            "since": starts[ends[0]] if ends[0] > 0 else None,
            "until": story.period_of(starts[ends[1]])[1] if ends[1] < len(starts) - 1 else None,
        }

    key = f"analyze_dates_{state.clicks}"  # a range takes its value from no session state
    st.select_slider(
        f"From {trend.period} to {trend.period}",
        range(len(starts)),
        value=(first, last),
        format_func=lambda number: trend.name(starts[number]),
        key=key,
        on_change=state.from_widget,
        args=(key, chosen),
    )


def _show_choice(story: Story, state: ViewState) -> None:
    """Say how many texts are chosen, by which term, and draw what takes the choice back."""
    count = int(np.count_nonzero(story.chosen))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count:,} of {count_of(len(story.answers.texts), 'text')}**", width="content")
        if story.view.term:
            st.button(
                f"Word: {escape_markdown(story.view.term)}",
                icon=":material/close:",
                key="analyze_no_term",
                on_click=state.change,
                kwargs={"term": ""},
                help="Look at texts without this word too",
            )
        if story.view.is_filtered:
            st.button(
                "Show all texts",
                icon=":material/filter_alt_off:",
                key="analyze_no_filter",
                on_click=state.show_all,
            )


def _change_columns(state: ViewState, name: str) -> Changes:
    """Return what changes a column; a choice that was made by it goes."""
    gone = {"group": {"group": None}}.get(name, {"since": None, "until": None})

    def changes(value: Any) -> dict[str, Any]:
        return {"columns": replace(state.view.columns, **{name: value}), **gone}

    return changes


def _select(
    label: str,
    name: str,
    state: ViewState,
    options: Sequence[Any],
    value: Any,
    changes: Changes,
    names: dict[Any, str] | None = None,
) -> None:
    shown = {None: _NONE} | (names or {})
    # By their numbers, since Streamlit takes None for no choice at all.
    key = set_widget(name, options.index(value) if value in options else 0)
    st.selectbox(
        label,
        range(len(options)),
        format_func=lambda number: shown.get(options[number]) or one_line(str(options[number]), _NAME_CHARACTERS),
        key=key,
        on_change=state.from_widget,
        args=(key, lambda number: changes(options[number])),
    )


def set_widget(name: str, value: Any) -> str:
    """Make a widget show a value of the view; return its key."""
    key = f"analyze_{name}"
    st.session_state[key] = value
    return key
