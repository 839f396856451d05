"""A Bot API server with a web page, on this machine: the bot without a token."""

from bot.playground.hooks import Hooks
from bot.playground.server import Playground

__all__ = ["Hooks", "Playground"]
