"""How many texts a second an encoder learns from on this machine, with torch's attention and with ours.

A step is what a training does: forward, backward, optimiser. The encoder has the shape of the embedded model's, and
random weights. Both kinds take turns, so that a noisy machine is noisy for both.
"""

import time
from statistics import median
from typing import Annotated

import torch
import typer
from transformers import BertConfig, BertForSequenceClassification
from twitter_sentiment.training.attention import use_fast_attention
from twitter_sentiment.training.device import multiplies_bf16

LENGTHS = (32, 128, 256)
BATCH, VOCABULARY = 32, 30_522
ROUNDS, STEPS = 5, 2


def main(
    hidden_size: Annotated[int, typer.Option(help="Width of the encoder.")] = 384,
    layers: Annotated[int, typer.Option(help="Layers of the encoder.")] = 6,
) -> None:
    """Print the texts a second of each kind of attention, for texts of several lengths."""
    models = {"torch": _model(hidden_size, layers), "ours": _model(hidden_size, layers)}
    use_fast_attention(models["ours"])
    typer.echo("| tokens | torch's attention | ours | ratio |\n| ---: | ---: | ---: | ---: |")
    for length in LENGTHS:
        rates: dict[str, list[float]] = {name: [] for name in models}
        for _ in range(ROUNDS):
            for name, model in models.items():
                rates[name].append(_texts_a_second(model, length))
        theirs, ours = median(rates["torch"]), median(rates["ours"])
        typer.echo(f"| {length} | {theirs:.1f} | {ours:.1f} | {ours / theirs:.2f} |")


def _model(hidden_size: int, layers: int) -> BertForSequenceClassification:
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=hidden_size,
        num_hidden_layers=layers,
        intermediate_size=4 * hidden_size,
        num_attention_heads=12,
        attention_probs_dropout_prob=0.0,
    )
    model = BertForSequenceClassification(config)
    model.train()
    return model


def _texts_a_second(model: BertForSequenceClassification, length: int) -> float:
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-5, fused=True)
    ids, labels = torch.randint(1000, VOCABULARY, (BATCH, length)), torch.randint(0, 2, (BATCH,))
    start = 0.0
    for step in range(STEPS + 1):  # the first one warms up
        if step == 1:
            start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bf16()):
            loss = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    return STEPS * BATCH / (time.perf_counter() - start)


if __name__ == "__main__":
    typer.run(main)
