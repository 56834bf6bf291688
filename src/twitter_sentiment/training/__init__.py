"""Fine-tuning: data, loss, trainer, metrics, calibration, and the files that tell about them.

The only package that imports torch and transformers (with `model.export`, which needs them to read what was trained).
"""
