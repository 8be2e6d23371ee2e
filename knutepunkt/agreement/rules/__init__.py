"""What is true of terms on paper: calendars, hours, levels, priorities."""
