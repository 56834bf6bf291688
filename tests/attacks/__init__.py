"""Attacks on the doors of the product: each must end in a sentence, and nobody else may notice."""
