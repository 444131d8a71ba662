"""A made-up national survey: exports as Qualtrics writes them, of a thousand to ten million people. See ``national.yaml``."""
