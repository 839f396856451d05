"""The main story as a visitor lives it: real clicks and typing on the playground's page."""
