"""What is true of judgement on paper: scales, hard stops, how scores combine."""
