"""Everything that changes what was judged."""
