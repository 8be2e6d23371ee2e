"""Settlements, scorecards, reviews, surveys and service reports as pages."""
