"""The prediction in the protocols of other servers, one module a protocol."""

from fastapi import APIRouter

from . import huggingface

PROTOCOL_PROBE_ROUTERS: tuple[APIRouter, ...] = ()
"""Endpoints that need no key and count for no rate limit; `PROBE_PATHS` lists them."""

PROTOCOL_ROUTERS = (huggingface.router,)
"""Endpoints that need a key if API_KEYS is set."""
