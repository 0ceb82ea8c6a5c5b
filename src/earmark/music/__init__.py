"""Which catalogue track plays where."""
