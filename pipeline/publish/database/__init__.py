"""A published wave into the hospital's own database: what is in its tables, how they are shaped, how they are written."""
