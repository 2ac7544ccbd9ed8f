"""Reaching people who are not looking: what must be told is written with the op, and a courier carries it."""
