"""The story of a file from top to bottom: shares, trend, groups, drivers, examples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from ...files.options import count_of
from ...insight.drivers import Driver
from ...insight.shares import MIN_TEXTS, Shares
from ...insight.trend import Cell, Trend
from ...insight.wording import marked_shares, marks_in_words, one_line, percent
from ..chart_view import PICK, show_chart
from ..markup import escape_markdown, plain_html
from ..theme import STYLES, badge_html, text_color
from . import charts
from .filters import set_widget
from .state import ViewState
from .story import SHOWN_GROUPS, Story

_SHOWN_MARKED = 12
_SHOWN_DRIVERS = 10
_SHOWN_EXAMPLES = 5
_NAME_CHARACTERS = 40
_UNCORRECTED = (
    "The model does not describe its calibration: these shares are the plain mean of its probabilities, not corrected "
    "for the class shares of your file."
)


def show_shares(story: Story, state: ViewState) -> None:
    """Draw the share of each class with its interval; counts alone where there are too few texts."""
    shares = story.shares
    st.subheader("Shares", anchor=False)
    if shares.estimate is None:
        with st.container(horizontal=True):
            for label, count in zip(shares.labels, shares.counts.tolist(), strict=True):
                st.metric(f"{STYLES[label].sign} {STYLES[label].word}", count_of(count, "text"), border=True)
        st.caption(f"Below {MIN_TEXTS} texts there are counts and no shares.")
        return
    key = f"analyze_shares_{state.clicks}"

    def pick() -> None:
        if found := _picked(key, charts.LABEL):
            state.change(labels=frozenset() if story.view.labels == {found} else frozenset({found}))

    show_chart(
        charts.share_bars(shares, story.view.labels, text_color()),
        f"Shares: {_shares_in_words(shares)}",
        key=key,
        on_pick=pick,
    )
    st.markdown(f"Net sentiment (positive less negative): **{percent(shares.net, signed=True)}**")
    notes = [
        "Estimated shares of all texts, with 95 % intervals in parentheses. They are wide because a model misreads "
        "some kinds of text more than others."
    ]
    if story.view.chooses_by_answer:
        notes.append("They don't follow the choice of class and confidence, which the model itself has made.")
    st.caption(" ".join(notes) if shares.corrected else f"{' '.join(notes)} {_UNCORRECTED}")


def show_trend(story: Story, state: ViewState) -> None:
    """Draw the shares over time, and the periods that differ beyond chance as buttons that pick them."""
    trend = story.trend
    whole = story.whole_trend
    if trend is None or whole is None or story.dates is None:
        return
    st.subheader(f"Trend by {trend.period}", anchor=False)
    cells = trend.of_group(None)
    if all(cell.shares.estimate is None for cell in cells):
        st.write(f"No {trend.period} has {MIN_TEXTS} texts: choose a longer period, or fewer filters.")
    else:
        _draw_trend(story, state, trend, cells)
    unknown = whole.undated
    if unknown:
        st.caption(f"{count_of(unknown, 'text')} without a date that can be read: in no {trend.period}.")
    _show_marked(story, state, whole)


def _draw_trend(story: Story, state: ViewState, trend: Trend, cells: Sequence[Cell]) -> None:
    key = f"analyze_trend_{state.clicks}"

    def pick() -> None:
        if found := _picked(key, charts.START):
            since, until = story.period_of(np.datetime64(found, "s"))
            state.change(since=since, until=until)

    show_chart(
        charts.trend_lines(trend, cells, text_color()),
        f"Negative and positive share by {trend.period}, from {trend.name(cells[0].start)} to "
        f"{trend.name(cells[-1].start)}",
        key=key,
        on_pick=pick,
    )
    st.caption(
        f"{STYLES['negative'].word} is the full line, {STYLES['positive'].word.lower()} the dashed one; bands are 95 % "
        f"intervals for comparing {trend.period}s. A large dot differs from the other {trend.period}s beyond chance. "
        "Click a dot to see its texts."
    )


def _show_marked(story: Story, state: ViewState, whole: Trend) -> None:
    marked = story.marked
    if not marked:
        st.markdown("No period differs from the others beyond chance.")
        return
    st.markdown("**Marked periods**: they differ from the others beyond chance")
    for number, cell in enumerate(marked[:_SHOWN_MARKED]):
        since, until = story.period_of(cell.start)
        of = "" if cell.group is None else f", {escape_markdown(one_line(cell.group, _NAME_CHARACTERS))}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f"{whole.name(cell.start)}{of}",
                key=f"analyze_marked_{number}",
                on_click=state.change,
                kwargs={"since": since, "until": until, "group": cell.group},
                icon=":material/search_insights:",
            )
            st.markdown(
                f"{marks_in_words(cell)} ({marked_shares(cell)}; {count_of(cell.shares.texts, 'text')})",
                width="content",
            )
    if len(marked) > _SHOWN_MARKED:
        st.caption(f"{len(marked) - _SHOWN_MARKED:,} more are marked.")


def show_groups(story: Story, state: ViewState) -> None:
    """Draw the shares of each group."""
    groups = story.group_shares
    if story.groups is None:
        return
    st.subheader(f"By {escape_markdown(one_line(story.groups.name, _NAME_CHARACTERS))}", anchor=False)
    shown = [group for group in groups if group.shares.estimate is not None]
    key = f"analyze_groups_{state.clicks}"

    def pick() -> None:
        found = _picked(key, charts.GROUP)
        if found is not None and 0 <= int(found) < len(shown):
            value = shown[int(found)].value
            state.change(group=None if story.view.group == value else value)

    if shown:
        show_chart(
            charts.group_bars(shown, story.view.group, text_color()),
            f"Negative and positive share of {count_of(len(shown), 'group')}",
            key=key,
            on_pick=pick,
        )
        st.caption(
            "The upper bar is negative, the lower one positive; the intervals are for comparing groups. Click a bar to "
            "look at the texts of its group."
        )
    few = len(groups) - len(shown)
    more = len(story.groups.values) - SHOWN_GROUPS
    if few:
        st.caption(f"{count_of(few, 'group')} with fewer than {MIN_TEXTS} texts: too few for shares.")
    if more > 0 or story.groups.left_out:
        st.caption(f"The {SHOWN_GROUPS} largest groups are drawn. The filter above has up to 50 of them.")


def show_drivers(story: Story, state: ViewState) -> None:
    """Draw the terms that set the picked texts apart; a click on one shows the texts with it."""
    st.subheader("Drivers", anchor=False)
    with st.spinner("Finding the words of all texts …", show_time=True):
        found = story.drivers
    surest = found.comparison.surest
    if not surest:
        st.write("No word sets these texts apart beyond chance.")
        return
    by_side: dict[str, list[Driver]] = {}
    for driver in surest:
        by_side.setdefault(driver.toward, []).append(driver)
    for side, drivers in by_side.items():
        title = "More often in the texts you picked than in the rest" if found.picked else f"What {side} texts say"
        shown = {driver.term: driver for driver in drivers[:_SHOWN_DRIVERS]}
        key = set_widget(f"words_{side}", story.view.term if story.view.term in shown else None)

        def label(term: str, shown: dict[str, Driver] = shown) -> str:
            return f"{escape_markdown(term)} · {shown[term].n:,}"

        st.pills(title, list(shown), format_func=label, key=key, on_change=state.from_widget, args=(key, _pick_term))
        with st.expander(f"Examples: {title.lower()}"):
            for term, driver in shown.items():
                st.markdown(f"**{escape_markdown(term)}** ({driver.kind}): {driver.n:,}, rest {driver.n_rest:,}")
                for index in driver.examples[:2]:
                    st.html(plain_html(story.answers.texts[index], clamped=True))
    st.caption(
        "Words that one side has more often than the other, beyond chance, with the number of distinct texts. "
        "That is no cause by itself: click a word to read its texts."
    )


def show_examples(story: Story) -> None:
    """Draw distinct texts: the ones that the model is most sure of, and the ones it is least sure of."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Most confident**")
        _show_texts(story, story.surest(_SHOWN_EXAMPLES))
    with right:
        st.markdown("**Least confident**")
        _show_texts(story, story.least_sure(_SHOWN_EXAMPLES))


def _show_texts(story: Story, indices: Sequence[int]) -> None:
    answers = story.answers
    for index in indices:
        badge = badge_html(answers.labels[answers.predicted[index]])
        copies = story.copies_of(index)
        folded = f", {copies:,} near-copies" if copies > 1 else ""
        st.html(
            f"{badge} <span class='faint'>{answers.confidence[index]:.1%}{folded}</span>"
            f"{plain_html(answers.texts[index], clamped=True)}"
        )


def _pick_term(term: str | None) -> dict[str, Any]:
    return {"term": term or ""}


def _picked(key: str, field: str) -> Any:
    """Return what was clicked in a chart; None if nothing was."""
    points = st.session_state[key]["selection"].get(PICK) or []
    return points[0].get(field) if points else None


def _shares_in_words(shares: Shares) -> str:
    return ", ".join(f"{label} {percent(shares.share(label))}" for label in shares.labels)
