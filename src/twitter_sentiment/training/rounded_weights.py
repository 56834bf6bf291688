"""Training with weights as coarse as those of the int8 file, so that it loses little of what was learned.

Each step computes with the linear layers' weights rounded to the steps of int8, while the optimizer moves the weights
behind them: the gradient passes the rounding as if it were not there (Jacob et al. 2018, "Quantization and Training of
Neural Networks for Efficient Integer-Arithmetic-Only Inference"; Bengio et al. 2013, straight-through estimator). A
model that is trained on from an int8 file needs it most: a low learning rate moves many weights by less than a step.
What still differs: where the largest weight of an output is that of an input with a range of its own (`InputRange`),
the file leaves it out and has smaller steps.
"""

from collections.abc import Iterator

import torch
from torch import nn
from transformers import PreTrainedModel

from ..export.graph_builder import MAX_WEIGHT
from .encoder import encoder_layers


def require_known_layers(model: PreTrainedModel) -> None:
    """Check before a training that the layers of an encoder are known.

    Raises:
        InputError: they are not.
    """
    _layers(model)


def rounded(weight: torch.Tensor) -> torch.Tensor:
    """Round a weight matrix, (outputs, inputs), to the steps of int8; the gradient is that of the unrounded weights."""
    scales = weight.detach().abs().amax(dim=1).clamp_min(torch.finfo(weight.dtype).tiny) / MAX_WEIGHT
    zeros = torch.zeros(len(scales), dtype=torch.int32, device=weight.device)
    return torch.fake_quantize_per_channel_affine(weight, scales, zeros, 0, -MAX_WEIGHT, MAX_WEIGHT)


def rounded_parameters(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """Return the rounded weights of the linear layers of an encoder, by the names of their parameters."""
    return {name: rounded(weight) for name, weight in _weights(model)}


def round_parameters(model: PreTrainedModel) -> None:
    """Replace the weights of the linear layers of an encoder by rounded ones."""
    with torch.no_grad():
        for _, weight in _weights(model):
            weight.copy_(rounded(weight))


def _weights(model: PreTrainedModel) -> Iterator[tuple[str, torch.Tensor]]:
    layers = set(_layers(model).modules())
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and module in layers:
            yield f"{name}.weight", module.weight


def _layers(model: PreTrainedModel) -> nn.ModuleList:
    return encoder_layers(model, "--round-weights")
