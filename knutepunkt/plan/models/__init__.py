"""What is planned, bought, moved and gained."""
