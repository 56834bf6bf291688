"""Training speed on this machine, in texts a second, with torch's attention and with ours.

A step is that of a training: forward, backward, optimizer. The encoder has the size of the default model's, and random
weights. Both kinds alternate, so that other load on the machine slows down both.
"""

import time
from statistics import median
from typing import Annotated

import torch
import typer
from transformers import BertConfig, BertForSequenceClassification
from twitter_sentiment.training.attention import use_fast_attention
from twitter_sentiment.training.device import has_fast_bf16

LENGTHS = (32, 128, 256)
BATCH_TEXTS = 32
VOCABULARY_SIZE = 30_522
ROUNDS = 5
STEPS = 2


def main(
    hidden_size: Annotated[int, typer.Option(help="Width of the encoder.")] = 384,
    layers: Annotated[int, typer.Option(help="Layers of the encoder.")] = 6,
) -> None:
    """Print the texts a second with each kind of attention, for several text lengths."""
    models = {"torch": _model(hidden_size, layers), "ours": _model(hidden_size, layers)}
    use_fast_attention(models["ours"])
    typer.echo("| tokens | torch's attention | ours | ratio |\n| ---: | ---: | ---: | ---: |")
    for length in LENGTHS:
        rates: dict[str, list[float]] = {name: [] for name in models}
        for _ in range(ROUNDS):
            for name, model in models.items():
                rates[name].append(_texts_a_second(model, length))
        torch_rate = median(rates["torch"])
        our_rate = median(rates["ours"])
        typer.echo(f"| {length} | {torch_rate:.1f} | {our_rate:.1f} | {our_rate / torch_rate:.2f} |")


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
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, fused=True)
    ids = torch.randint(1000, VOCABULARY_SIZE, (BATCH_TEXTS, length))
    labels = torch.randint(0, 2, (BATCH_TEXTS,))
    start = 0.0
    for step in range(STEPS + 1):  # the first one warms up
        if step == 1:
            start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bf16()):
            loss = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return STEPS * BATCH_TEXTS / (time.perf_counter() - start)


if __name__ == "__main__":
    typer.run(main)
