"""Who and what there is in the playground, what happens to it, and who is told."""
