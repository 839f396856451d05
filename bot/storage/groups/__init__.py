"""Groups and the requests to join them, as they are kept."""
