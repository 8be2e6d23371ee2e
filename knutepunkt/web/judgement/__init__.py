"""Pages of judgement: what was judged and decided, capabilities, responsibilities, findings."""
