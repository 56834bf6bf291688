"""Measuring a model beyond one figure: slices, contenders, behaviour."""
