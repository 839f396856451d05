"""What is true: the community's words and rules. Standard library only, no await."""
