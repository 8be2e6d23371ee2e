"""What is true of parties on paper: the numbers they are known by."""
