"""Pages of reckoning."""
