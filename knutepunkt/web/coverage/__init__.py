"""What carries each promise, and drafts before they are signed, as pages."""
