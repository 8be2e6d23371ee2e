"""The portfolio: applications, the functions they serve, what stands out, key figures; in and out as files."""
