"""One script per change of the tables, named so that they sort by age."""
