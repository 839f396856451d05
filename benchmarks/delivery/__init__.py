"""How fast an alert reaches everybody: the whole bot against a Bot API server that counts."""
