"""The questionnaire: what an instrument asks, as survey platforms take it."""
