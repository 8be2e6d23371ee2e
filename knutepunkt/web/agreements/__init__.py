"""The register of agreements: contracts, frameworks, licences, and the days to act on."""
