"""Where labelled text comes from, and how it becomes data/processed/train.csv and test.csv."""
