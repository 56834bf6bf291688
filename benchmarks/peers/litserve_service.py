"""LitServe with dynamic batching over the ONNX file and the tokenizer of the default model."""

import sys
from pathlib import Path
from typing import Any

import litserve
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_BATCH_SIZE = 8
BATCH_TIMEOUT_SECS = 0.001
"""LitServe waits this long even when a single request is there. Of 8 to 64 texts and 0.5 to 10 ms, these gave most."""

LABELS = ("negative", "neutral", "positive")
MAX_TOKENS = 256


class Sentiment(litserve.LitAPI):
    """Text in, label and score out."""

    def __init__(self, folder: Path) -> None:
        super().__init__(max_batch_size=MAX_BATCH_SIZE, batch_timeout=BATCH_TIMEOUT_SECS)
        self.folder = folder

    def setup(self, device: str) -> None:  # noqa: ARG002 - LitServe fixes the signature
        """Load the model in the worker process; ONNX Runtime chooses its threads itself."""
        self.session = onnxruntime.InferenceSession(self.folder / "model.int8.onnx", providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.enable_padding()

    def decode_request(self, request: dict[str, Any]) -> str:
        """Return the text of a request."""
        return str(request["text"])

    def batch(self, inputs: list[str]) -> list[str]:
        """Return the texts as they are: they are padded when they are tokenized."""
        return inputs

    def predict(self, texts: list[str]) -> NDArray[np.float32]:
        """Compute probabilities (texts, classes)."""
        encodings = self.tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        }
        (logits,) = self.session.run(None, feed)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def unbatch(self, output: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Split the batch into one row for each text."""
        return list(output)

    def encode_response(self, output: NDArray[np.float32]) -> dict[str, str | float]:
        """Return the most probable label and its probability."""
        best = int(output.argmax())
        return {"label": LABELS[best], "score": float(output[best])}


if __name__ == "__main__":
    # fast_queue is what LitServe advises above 100 requests a second.
    server = litserve.LitServer(Sentiment(Path(sys.argv[1])), accelerator="cpu", fast_queue=True)
    server.run(host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", generate_client_file=False)
