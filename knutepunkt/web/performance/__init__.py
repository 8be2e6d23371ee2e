"""Scorecards, reviews, surveys and service reports as pages."""
