"""How the page writes counts and shares."""

import pytest

from twitter_sentiment.dashboard.wording import share_of, share_or_count, share_with_interval, view_name


@pytest.mark.parametrize(
    ("count", "total", "share", "with_total"),
    [
        (1, 1, "1 of 1", "1 of 1"),
        (0, 29, "0 of 29", "0 of 29"),
        (15, 30, "50.0%", "50.0% of 30"),
        (1149, 1234, "93.1%", "93.1% of 1,234"),
    ],
)
def test_share_below_30_is_a_count(count: int, total: int, share: str, with_total: str) -> None:
    assert share_or_count(count, total) == share
    assert share_of(count, total) == with_total


def test_interval_from_30_on() -> None:
    assert share_with_interval(9, 14) == "9 of 14"
    assert share_with_interval(30, 30) == "30 of 30 (100.0%, 95 % interval 88.6% to 100.0%)"


def test_views_have_names() -> None:
    assert [view_name(classes) for classes in (2, 3)] == ["two classes", "three classes"]
