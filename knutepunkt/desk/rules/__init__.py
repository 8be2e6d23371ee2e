"""What is true of tickets on paper: states, custody, clocks, who may do what."""
