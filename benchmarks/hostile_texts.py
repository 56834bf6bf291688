"""Processor time of texts that are built to cost time, as multiples of plain English of the same length."""

import time
from typing import Annotated

import typer
from twitter_sentiment.model.folder import ModelFolder, default_model
from twitter_sentiment.text import NORMALIZERS

ENGLISH = "The quick brown fox was not amused by the weather today, and said so. "
KINDS = {
    "#a … ﷺ": "#a" * 40 + "ﷺ" * 1_900,
    "nested \\u005c … ﷺ": "\\" + "u005c" * 200 + "u0041" + "ﷺ" * 1_000,
}
LETTERS = "ﷺ ㍿ ⑴⒈ № 😂 😀a 👨‍👩‍👧‍👦 🇩🇪 1️⃣ ★☆ á̧ Ã¢â‚¬â„¢"
MARKS = "#a #a#xD #AbC1 a.com a. :) xD ^ -. :+1: \\ \\u005c &amp; <br> <3 <U+5C>"
PIECES = f"{LETTERS} {MARKS}".split(" ")
KINDS |= {piece: piece * 10_000 for piece in [*PIECES, "@a ", "http://a "]}


def main(
    length: Annotated[int, typer.Option(min=100, help="Characters of each text.")] = 2_000,
    worst: Annotated[int, typer.Option(min=1, help="Kinds to print for each recipe.")] = 10,
) -> None:
    """Print the kinds of texts that cost the most to normalize and tokenize."""
    tokenizer = ModelFolder.open(default_model()).load_tokenizer()
    for recipe, normalize in NORMALIZERS.items():

        def seconds(text: str) -> float:
            spent = []
            for _ in range(3):
                started = time.process_time()
                tokenizer.tokenize([normalize(text)])  # noqa: B023 - called before the next recipe
                spent.append(time.process_time() - started)
            return min(spent)

        plain = seconds((ENGLISH * length)[:length])
        costs = sorted(((seconds(text[:length]) / plain, kind) for kind, text in KINDS.items()), reverse=True)
        typer.echo(f"{recipe}: plain English of {length:,} characters takes {1000 * plain:.2f} ms\n")
        typer.echo("| kind | times as much |\n| --- | ---: |")
        for cost, kind in costs[:worst]:
            typer.echo(f"| `{kind}` | {cost:.1f} |")
        typer.echo()


if __name__ == "__main__":
    typer.run(main)
