"""The pages of value streams: a service from need to use, across every party."""
