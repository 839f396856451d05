"""Bridges between groups: what is tied, who agreed, and which message stands for which."""
