"""What other parts of the web take from the portal."""

from knutepunkt.web.portal.cases import case

__all__ = ["case"]
