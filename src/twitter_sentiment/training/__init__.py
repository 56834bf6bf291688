"""Fine-tuning: data, loss, trainer, calibration, metrics, and the files that a training writes.

The only package beside `export` that imports torch and transformers.
"""
