"""What is true in a crisis: alerts and check-ins, and the cases of those who need help."""
