"""Alembic's scripts. Each writes its statements out, so that a later change of `tables` does not rewrite history."""
