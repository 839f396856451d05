"""How a message reaches a person: the Channel protocol, the outbox worker, pacing."""
