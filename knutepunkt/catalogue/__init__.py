"""WHAT: services, applications, who uses them."""
