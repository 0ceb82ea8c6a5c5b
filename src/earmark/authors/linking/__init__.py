"""Which agent a credit is: candidates, comparison of pairs, decision by expected cost."""
