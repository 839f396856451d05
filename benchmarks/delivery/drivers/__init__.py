"""The programs that send, each a process of its own: the bot, and others for comparison."""
