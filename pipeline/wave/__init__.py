"""A wave from its files: looked at file by file, put together, kept in parts. PRIVATE."""
