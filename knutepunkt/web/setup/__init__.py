"""Where the terms and the parties are kept."""
