"""Changes of a text's surface that leave its sentiment as it is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.training.surface_changes import change_surface

TEXT = "They can't say it's over, we won't leave."


def all_changes(text: str) -> set[str]:
    rng = np.random.default_rng(5)
    return {change_surface(text, rng) for _ in range(300)}


def test_contractions_are_written_out() -> None:
    assert "They cannot say it is over, we will not leave." in all_changes(TEXT)


def test_links_mentions_and_hashtags_are_added_around_the_text() -> None:
    added = [changed for changed in all_changes(TEXT) if TEXT in changed and changed != TEXT]
    assert any(changed.startswith("@") for changed in added)
    assert any("://" in changed for changed in added)
    assert any(" #" in changed for changed in added)


def test_typo_drops_or_swaps_letters_of_a_longer_word_after_its_first() -> None:
    typos = {changed for changed in all_changes("we basket") if changed.isascii() and len(changed.split()) == 2}
    assert "we bsaket" in typos
    assert "we baket" in typos
    assert all(typo.startswith("we b") for typo in typos)


@given(st.text(max_size=80), st.integers(0, 99))
def test_change_is_deterministic(text: str, seed: int) -> None:
    first, second = (change_surface(text, np.random.default_rng(seed)) for _ in range(2))
    assert first == second
