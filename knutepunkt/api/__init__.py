"""The typed interface for programs."""
