"""The naive service, as a tutorial writes it: FastAPI around a transformers pipeline."""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import pipeline

folder, port = sys.argv[1], int(sys.argv[2])
app = FastAPI()
classifier = pipeline("text-classification", model=folder)


class Request(BaseModel):
    """One text."""

    text: str


@app.post("/predict")
def predict(request: Request) -> dict[str, str | float]:
    """The label of one text and its score."""
    (answer,) = classifier(request.text)
    return {"label": answer["label"], "score": answer["score"]}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
