"""What is true of facts on paper."""
