"""Other systems and files: they call actions, never tables."""
