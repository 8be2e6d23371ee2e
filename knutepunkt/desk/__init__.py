"""DOING: tickets, custody, clocks."""
