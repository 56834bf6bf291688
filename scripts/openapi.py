"""Write docs/openapi.json, the OpenAPI schema of the service; a test compares the two."""

import json
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import ServingSettings

if __name__ == "__main__":
    description = create_app(ServingSettings(_env_file=None)).openapi()
    target = REPOSITORY / "docs" / "openapi.json"
    target.write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
