"""Pages on coverage and drafts."""
