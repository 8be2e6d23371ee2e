"""The command line: everything that starts here."""
