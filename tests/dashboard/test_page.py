"""The page without a service: settings, outage, and the config of Streamlit."""

import pytest
from streamlit.testing.v1 import AppTest

from ..conftest import REPOSITORY
from ..running import free_port, running_page
from .conftest import unescaped


def test_page_without_service_warns(offline_page: AppTest) -> None:
    offline_page.run()
    assert "does not answer at http://127.0.0.1:1" in unescaped(offline_page.warning[0].value)
    assert offline_page.text_area
    assert not offline_page.exception


def test_page_names_the_model(page: AppTest) -> None:
    page.run()
    assert "Model: **fast**" in [caption.value.partition(" (")[0] for caption in page.caption]


def test_page_shows_a_bad_setting_once(offline_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", "nonsense")
    offline_page.run()
    (error,) = offline_page.error
    assert "API_URL='nonsense'" in unescaped(error.value)
    assert not offline_page.exception


def test_page_ignores_settings_of_training(offline_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEARNING_RATE", "nonsense")
    offline_page.run()
    assert not offline_page.error
    assert offline_page.text_area


def test_config_is_the_same_for_both_scripts() -> None:
    config = REPOSITORY / "src" / "twitter_sentiment" / "dashboard" / ".streamlit" / "config.toml"
    assert (REPOSITORY / "src" / ".streamlit" / "config.toml").read_text() == config.read_text()


@pytest.mark.e2e
@pytest.mark.parametrize("script", ["src/ui.py", "src/twitter_sentiment/dashboard/streamlit_app.py"])
def test_config_is_read_beside_the_script(script: str) -> None:
    with running_page(free_port(), "http://127.0.0.1:1", script) as page:
        assert "You can now view your Streamlit app" in page.log
        assert "Collecting usage statistics" not in page.log  # Streamlit's default, which the config turns off
