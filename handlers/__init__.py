"""What people can say: words in, one service call, words out."""

from bot.conversation.routes import Route
from handlers import coordination, crises, events, groups, people, start, volunteers

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *people.ROUTES,
    *groups.ROUTES,
    *events.ROUTES,
    *crises.ROUTES,
    *volunteers.ROUTES,
    *coordination.ROUTES,
)
"""Every route of the bot; help, menus and permission checks are read from here."""
