"""Reads terms. No viewer is named in here: the database shows each person what is theirs."""
