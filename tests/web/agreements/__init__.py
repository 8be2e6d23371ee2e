"""The register."""
