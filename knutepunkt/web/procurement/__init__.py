"""Purchases: their schedule and law, the competition as suppliers meet it, evaluation, award and protocol."""
