"""The pages of continuity."""
