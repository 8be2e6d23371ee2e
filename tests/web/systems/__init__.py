"""The system map and what stands under it."""
