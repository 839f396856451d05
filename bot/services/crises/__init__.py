"""A crisis: alerts with their check-in, and the cases of those who need help."""
