"""What the page asks and does, and what people do in their clients."""
