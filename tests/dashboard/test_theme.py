"""The colors of the classes: they can be told apart, and text on them can be read."""

from itertools import combinations

import pytest

pytest.importorskip("streamlit")

from twitter_sentiment.dashboard.theme import STYLES, SentimentStyle

BACKGROUNDS = ("#ffffff", "#191817")
"""Of Streamlit's light and dark theme."""


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.word)
def test_style_is_readable_in_both_themes(style: SentimentStyle) -> None:
    assert contrast(style.color, style.ink) >= 4.5
    assert min(contrast(style.color, background) for background in BACKGROUNDS) >= 3


def test_styles_differ_in_lightness_and_sign() -> None:
    lightness = [116 * luminance(style.color) ** (1 / 3) - 16 for style in STYLES.values()]
    assert min(abs(one - other) for one, other in combinations(lightness, 2)) > 7
    assert len({style.sign for style in STYLES.values()}) == len(STYLES)
