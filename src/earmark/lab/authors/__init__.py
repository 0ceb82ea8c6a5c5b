"""Author catalogues as credits and agents: reading them, rendering variants, posing tasks with known answers."""
