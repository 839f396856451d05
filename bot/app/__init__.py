"""Everything put together: where the parts meet, start and stop."""

from bot.app.live import back_up, go_live
from bot.app.play import play
from bot.app.problems import Problem

__all__ = ["Problem", "back_up", "go_live", "play"]
