"""Where agents and suppliers work."""
