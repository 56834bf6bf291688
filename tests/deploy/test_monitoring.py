"""The Grafana dashboard queries only series that the service has."""

import json
import re

import httpx2
import pytest
import yaml

from ..conftest import REPOSITORY
from ..running import free_port, running_api

DASHBOARD = json.loads((REPOSITORY / "deploy/grafana/dashboards/twitter-sentiment.json").read_text(encoding="utf-8"))
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.fixture(scope="module")
def metrics() -> str:
    """The content of /metrics after some requests."""
    with running_api(free_port()) as api:
        for text in ("I love it", "I love it", "I hate it"):
            assert httpx2.post(f"{api.url}/predict", json={"text": text}).status_code == 200
        return httpx2.get(f"{api.url}/metrics").text


@pytest.mark.e2e
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_dashboard_series_and_labels_exist(metrics: str, expression: str) -> None:
    series = set(re.findall(r"\b((?:http|sentiment)_\w+)", expression))
    assert series
    for name in series:
        lines = [line for line in metrics.splitlines() if re.match(rf"{name}[{{ ]", line)]
        assert lines, name
        for labels in re.findall(rf"{name}{{([^}}]*)}}", expression):
            for label in re.findall(r"(\w+)[!=~]+\"", labels):
                assert f'{label}="' in lines[0]
    for labels in re.findall(r"by \(([^)]*)\)", expression):
        for label in labels.split(", "):
            assert f'{label}="' in metrics


def test_prometheus_scrapes_the_compose_service() -> None:
    config = yaml.safe_load((REPOSITORY / "deploy/prometheus.yml").read_text(encoding="utf-8"))
    assert config["scrape_configs"][0]["static_configs"] == [{"targets": ["api:8000"]}]
    sources = yaml.safe_load(
        (REPOSITORY / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text(encoding="utf-8")
    )
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {sources["datasources"][0]["uid"]}
