"""Everything put together: where the parts meet, start and stop."""
