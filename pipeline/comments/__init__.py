"""What people wrote in their own words: identifiers masked, nothing published. PRIVATE."""
