"""Pages over several concepts."""
