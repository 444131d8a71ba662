"""Before launch and during the field: how many answers are needed, and in which bands they have come."""
