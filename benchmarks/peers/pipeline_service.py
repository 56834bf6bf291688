"""The service of a tutorial: FastAPI around a transformers pipeline."""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import pipeline

folder = sys.argv[1]
port = int(sys.argv[2])
app = FastAPI()
classifier = pipeline("text-classification", model=folder)


class Request(BaseModel):
    """One text."""

    text: str


@app.post("/predict")
def predict(request: Request) -> dict[str, str | float]:
    """Predict the label of one text and its score."""
    (result,) = classifier(request.text)
    return {"label": result["label"], "score": result["score"]}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
