"""The pages: HTTP in, HTML out."""
