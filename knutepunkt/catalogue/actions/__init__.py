"""Everything that changes what is delivered."""
