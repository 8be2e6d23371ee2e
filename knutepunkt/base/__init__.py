"""What every concept stands on: sessions, policies, trail, outbox, errors."""
