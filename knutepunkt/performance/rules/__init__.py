"""What is true of reckoning on paper: attainment, availability, settlements, scores."""
