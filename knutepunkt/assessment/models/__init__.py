"""Models of judgement and what was judged by them."""
