"""What is kept for the analyst only: rows of each wave, the key, the ledger of closed waves. Nothing here is published."""
