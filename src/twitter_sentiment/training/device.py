"""The hardware of this machine that trains."""

import torch


def on_gpu() -> bool:
    """Return whether there is an NVIDIA or AMD GPU that torch can use."""
    return torch.cuda.is_available()


def device() -> torch.device:
    """Return the device of a model that no Trainer places."""
    return torch.device("cuda" if on_gpu() else "cpu")


def has_fast_bf16() -> bool:
    """Return whether there are instructions for bf16 products, which are nearly twice as fast as fp32."""
    if on_gpu():
        return bool(torch.cuda.is_bf16_supported())
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def device_name() -> str:
    """Return the name of the GPU, or the number of CPU threads."""
    return torch.cuda.get_device_name() if on_gpu() else f"CPU, {torch.get_num_threads()} threads"
