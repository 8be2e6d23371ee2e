"""What every concept stands on: money, sessions, policies, trail, outbox, errors."""
