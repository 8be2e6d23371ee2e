"""Everything that changes facts."""
