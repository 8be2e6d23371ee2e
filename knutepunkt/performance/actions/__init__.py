"""Everything that changes what was reckoned."""
