"""The system map: sectors, systems, what joins them, and what falls with one; and architectures that were read in."""
