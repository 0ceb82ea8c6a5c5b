"""What is measured: one suite per capability."""
