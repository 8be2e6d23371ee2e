"""PLANNING: procurement, transformation, projects, benefits, improvement."""
