"""The pages of the register of improvement."""
