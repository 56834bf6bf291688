"""What this machine trains on."""

import torch


def on_gpu() -> bool:
    """Whether there is an NVIDIA or AMD GPU that torch can use."""
    return torch.cuda.is_available()


def device() -> torch.device:
    """Where a model runs when no Trainer decides."""
    return torch.device("cuda" if on_gpu() else "cpu")


def multiplies_bf16() -> bool:
    """Whether there are instructions for bf16 products; where there are, they are nearly twice as fast as fp32."""
    if on_gpu():
        return bool(torch.cuda.is_bf16_supported())
    has = torch.cpu.get_capabilities()
    return bool(has.get("avx512_bf16") or has.get("amx_bf16"))
