import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.insight.analysis import analyze
from twitter_sentiment.insight.groups import GroupColumn
from twitter_sentiment.insight.report import report_html, write_report
from twitter_sentiment.insight.trend import Period

from .simulation import answers_of, simulated_answers
from .test_analysis import crisis_analysis

HOSTILE = (
    "<script>alert(1)</script>",
    '"onload="alert(1)',
    "'onmouseover='alert(1)",
    "]]></style></svg><img src=x onerror=alert(1)>",
    "\u202egnp.exe \u2066hidden\u2069",
    "=HYPERLINK(1)",
    "{{7*7}} ${7*7} &amp;lt; \x00\x1b[31m",
    "word " * 2_000,
)
VOID = {"meta", "br", "rect", "line", "circle", "polygon", "polyline", "img"}
ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "strong",
        "span",
        "bdi",
        "br",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "div"),
    *("svg", "rect", "line", "circle", "polygon", "polyline", "text"),
}


class Checker(HTMLParser):
    """Collects what a page has: elements, attributes that run or load something, and elements that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.suspicious: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.suspicious += [name for name, _ in attrs if name.startswith("on") or name in ("href", "src", "style")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def check(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert checker.tags <= ALLOWED
    assert not checker.suspicious
    assert not checker.open
    assert not re.search(r"https?://|@import|url\(", page)


def test_report_of_crisis_names_week_product_and_cause() -> None:
    page = report_html(crisis_analysis(), "tweets.csv", 1_510)
    check(page)
    assert "<h1>What 1,500 texts say</h1>" in page
    assert "10 rows without text left out" in page
    assert '<strong>2024-02-05, <bdi dir="auto">Cobalt</bdi></strong>: more negative' in page
    assert re.search(r"<h3><bdi dir=\"auto\">Cobalt</bdi>, 2024-02-05: more often.*?battery", page, re.DOTALL)
    assert page.count('<svg class="trend"') == 6
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_names_and_groups_are_escaped(hostile: str) -> None:
    texts = [f"{hostile} number {number} broke badly {number}" for number in range(70)]
    answers = answers_of(texts, ["negative"] * 35 + ["positive"] * 35)
    times = np.repeat(np.array(["2024-01-05", "2024-02-05"], dtype="datetime64[s]"), 35)
    groups = GroupColumn.of_values(hostile, [hostile] * 35 + ["other"] * 35)
    page = report_html(analyze(answers, None, times, groups, Period.MONTH), hostile, 70)
    check(page)
    assert "<script>alert" not in page
    assert not {"\u202e", "\u2066", "\x00", "\x1b"} & set(page)
    assert len(page) < 100_000


def test_report_of_few_texts_has_counts() -> None:
    answers = answers_of(["good", "bad", "fine"], ["positive", "negative", "neutral"])
    times = np.array(["2024-01-05"] * 3, dtype="datetime64[s]")
    page = report_html(analyze(answers, None, times, GroupColumn.of_values("brand", ["a", "a", "b"])), "in.csv", 3)
    check(page)
    assert '<td class="number">1 text</td>' in page
    assert "fewer than 30 texts" in page
    assert "No term sets texts apart beyond chance." in page
    assert "No hour has 30 texts." in page
    assert "%" not in re.sub(r"<style>.*?</style>|<h2>How to read.*", "", page, flags=re.DOTALL)


def test_report_with_gap_and_undated_texts() -> None:
    answers = simulated_answers(np.random.default_rng(4), texts=105)
    times = np.repeat(
        np.array(["2024-01-05", "2024-03-05", "2024-04-05", "NaT"], dtype="datetime64[s]"), [31, 34, 35, 5]
    )
    page = report_html(analyze(answers, None, times, period=Period.MONTH), "in.csv", 105)
    check(page)
    assert "5 texts without a date" in page
    assert page.count('<polyline class="line negative"') == 2  # the line has a gap


def test_report_of_two_classes() -> None:
    page = report_html(analyze(simulated_answers(np.random.default_rng(5), (0.5, 0.5), 60), None), "in.csv", 60)
    check(page)
    assert "Neutral" not in page


def test_report_is_written_with_unpaired_surrogates_replaced() -> None:
    answers = answers_of(["good \ud83d"], ["positive"])
    write_report(Path("report.html"), analyze(answers, None), "in.csv", 1)
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
