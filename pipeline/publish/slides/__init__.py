"""The briefing for a board: six slides with charts and text that can be edited, drawn from the one model of content."""
