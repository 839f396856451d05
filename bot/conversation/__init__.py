"""How a wish reaches its handler: router, dialogue, voice."""
