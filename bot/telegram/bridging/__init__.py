"""Carrying what people write over a bridge: in memory only, at most once, never stored."""
