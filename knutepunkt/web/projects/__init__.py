"""Projects, capacity, benefits, sector strategy, and the board's one page."""
