"""Starting, stopping, installing."""
