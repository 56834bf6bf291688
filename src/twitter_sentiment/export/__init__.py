"""From a torch classifier to a model folder: ONNX graphs, int8, manifest. May import torch and transformers."""
