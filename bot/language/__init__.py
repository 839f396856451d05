"""How it is said: catalogues, scripts, calendars, direction, plurals, dates."""
