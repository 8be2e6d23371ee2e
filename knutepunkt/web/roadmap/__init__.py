"""Roadmaps by the quarter, and the waves in which applications move."""
