"""Labeled texts: their sources, and their way to data/processed/train.csv and test.csv."""
