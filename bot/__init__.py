"""Körpü: a chat bot that keeps a scattered community together."""
