"""WHO: organisations, people, roles."""
