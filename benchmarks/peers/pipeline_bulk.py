"""A transformers pipeline over a file, as its documentation shows it: batches of 32 in the order of the file.

It is loaded once; each line on standard input starts a round, whose seconds are printed.
"""

import csv
import sys
import time
from pathlib import Path

from transformers import pipeline

BATCH_SIZE = 32

folder = sys.argv[1]
with Path(sys.argv[2]).open(encoding="utf-8", newline="") as file:
    texts = [row["text"] for row in csv.DictReader(file)]
classifier = pipeline("text-classification", model=folder, batch_size=BATCH_SIZE)
classifier(texts[:BATCH_SIZE])
print("ready", flush=True)  # noqa: T201 - its caller reads it
for _ in sys.stdin:
    started = time.perf_counter()
    classifier(texts)
    print(time.perf_counter() - started, flush=True)  # noqa: T201 - its caller reads it
