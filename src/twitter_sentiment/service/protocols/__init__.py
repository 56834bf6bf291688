"""The prediction in the protocols of other servers, one module a protocol."""

from . import huggingface, open_inference, sagemaker, text_embeddings_inference, vllm

PROTOCOL_PROBE_ROUTERS = (open_inference.probe_router, sagemaker.probe_router)
"""Endpoints that need no key and count for no rate limit; `PROBE_PATHS` lists them."""

PROTOCOL_ROUTERS = (
    huggingface.router,
    vllm.router,
    text_embeddings_inference.router,
    open_inference.router,
    sagemaker.router,
)
"""Endpoints that need a key if API_KEYS is set."""
