"""What is read of reckoning."""
