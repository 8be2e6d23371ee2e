"""What is read of judgement."""
