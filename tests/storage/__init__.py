"""The storage, tried on real files."""
