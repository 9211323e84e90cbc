"""Wiring only: each module has `register(app)`."""
