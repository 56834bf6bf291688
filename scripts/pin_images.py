"""Look up the digests of the images that the containers are built from, which a tag alone does not fix.

    python scripts/pin_images.py .env       # write them into a file of variables, as `make pin-images` does
    python scripts/pin_images.py            # print them

An image counts if its name ends in a variable, as `python:3.11-slim-bookworm${PYTHON_DIGEST}` does.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
BUILD_FILES = ("Dockerfile.api", "Dockerfile.ui", "docker-compose.yml")
IMAGE = re.compile(r"([\w./-]+):([\w.-]+)\$\{(\w+_DIGEST)")
MANIFEST_TYPES = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "oci.image.index.v1",
        "docker.distribution.manifest.list.v2",
        "oci.image.manifest.v1",
        "docker.distribution.manifest.v2",
    )
)


def main() -> None:
    """Write the digests, or end with a message."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="file of variables to update; it is made if it is missing")
    parser.add_argument("--registry", default="https://registry-1.docker.io", help="address of the registry")
    arguments = parser.parse_args()
    texts = [(REPOSITORY / name).read_text(encoding="utf-8") for name in BUILD_FILES]
    images = {variable: (name, tag) for text in texts for name, tag, variable in IMAGE.findall(text)}
    try:
        digests = {variable: "@" + find_digest(arguments.registry, *image) for variable, image in images.items()}
    except (OSError, ValueError) as error:
        sys.exit(f"The registry {arguments.registry} gives no digest ({error}): the images stay as they were.")
    lines = "".join(f"{variable}={digest}\n" for variable, digest in digests.items())
    if arguments.file is None:
        sys.stdout.write(lines)
        return
    before = arguments.file.read_text(encoding="utf-8") if arguments.file.exists() else ""
    kept = [line for line in before.splitlines(keepends=True) if line.partition("=")[0] not in digests]
    arguments.file.write_text("".join(kept) + lines, encoding="utf-8")


def find_digest(registry: str, name: str, tag: str) -> str:
    """Return the digest of the image that a tag stands for now, of all platforms.

    Raises:
        OSError: the registry can't be reached or refuses.
        ValueError: its response has no digest.
    """
    repository = name if "/" in name else f"library/{name}"
    request = urllib.request.Request(
        f"{registry}/v2/{repository}/manifests/{tag}", headers={"Accept": MANIFEST_TYPES}, method="HEAD"
    )
    try:
        response = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise
        request.add_header("Authorization", f"Bearer {fetch_token(error.headers['WWW-Authenticate'])}")
        response = urllib.request.urlopen(request, timeout=30)
    with response:
        digest: str = response.headers.get("Docker-Content-Digest", "")
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise ValueError(f"the digest of {name}:{tag} is {digest!r}")
    return digest


def fetch_token(challenge: str) -> str:
    """Fetch the token that a registry asks for, which needs no account for public images."""
    fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    address = fields.pop("realm")
    with urllib.request.urlopen(f"{address}?{urllib.parse.urlencode(fields)}", timeout=30) as response:
        token: str = json.load(response)["token"]
    return token


if __name__ == "__main__":
    main()
