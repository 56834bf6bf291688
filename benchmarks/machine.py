"""The machine of a measurement: its processor, and the versions in an interpreter."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

PACKAGES = (
    "twitter-sentiment",
    "fastapi",
    "uvicorn",
    "uvloop",
    "httptools",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "torch",
    "transformers",
    "litserve",
    "infinity-emb",
    "optimum-onnx",
)

_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8")

_VERSIONS_PROGRAM = """
import importlib.metadata, json, platform, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({"python": platform.python_version()} | {name: version(name) for name in sys.argv[1:]}))
"""


def describe_machine() -> dict[str, Any]:
    """Describe the processor, its cores, the flags that matter for int8, memory, system, and current load."""
    facts: dict[str, str] = {}
    if (info := Path("/proc/cpuinfo")).is_file():
        pairs = (line.partition(":") for line in info.read_text(encoding="utf-8").splitlines())
        facts = {name.strip(): value.strip() for name, _, value in pairs}
    flags = facts.get("flags", "").split()
    return {
        "cpu": facts.get("model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "flags": {flag: flag in flags for flag in _FLAGS} if flags else None,
        "memory_mb": round(psutil.virtual_memory().total / 1e6),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load_before": round(psutil.getloadavg()[0], 2),
    }


def versions(python: str, packages: Sequence[str] = PACKAGES) -> dict[str, str | None]:
    """Return the versions of Python and of packages in an interpreter; None for a missing package.

    Raises:
        OSError: there is no such interpreter.
        subprocess.CalledProcessError: it is not a Python interpreter.
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [python, "-c", _VERSIONS_PROGRAM, *packages], check=True, capture_output=True, text=True
    )
    versions_by_name: dict[str, str | None] = json.loads(done.stdout)
    return versions_by_name
