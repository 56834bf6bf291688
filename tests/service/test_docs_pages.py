"""The pages of the documentation load nothing from other hosts."""

import re

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_documentation_loads_from_this_service_only(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert address.startswith("/docs/assets/")
        assert client.get(address).status_code == 200
