"""ASGI middleware that every request passes on its way to an endpoint; each class does one thing."""
