"""The portal: help, reports and own tickets, in the words of those who need help."""
