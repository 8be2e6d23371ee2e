"""Set-up: registers, forms, history."""
