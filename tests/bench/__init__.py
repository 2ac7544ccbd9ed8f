"""Figures: what `make bench` prints."""
