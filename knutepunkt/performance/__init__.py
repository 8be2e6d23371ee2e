"""RECKONING: attainment, settlements, scorecards, reviews."""
