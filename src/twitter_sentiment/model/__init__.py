"""A model folder: its manifest, its tokenizer, its ONNX graph. No torch."""
