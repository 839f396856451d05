"""A crisis as it is kept: alerts, check-ins, cases, and what is due about them."""
