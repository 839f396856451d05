"""Any content: on its way in, and on its way out."""
