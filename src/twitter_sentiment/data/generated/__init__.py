"""Training texts made from templates of our own."""

from .texts import generate, templates

__all__ = ["generate", "templates"]
