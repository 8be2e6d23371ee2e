"""What is true of plans on paper: deadlines, schedules, gates, shares."""
