"""Everything that changes terms."""
