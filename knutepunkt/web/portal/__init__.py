"""What employees see."""
