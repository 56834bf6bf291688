"""The model folder: its manifest, its files, how text becomes tokens for it, how it is exported."""
