"""What is true of the catalogue on paper."""
