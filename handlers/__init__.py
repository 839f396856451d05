"""What people can say: words in, one service call, words out."""

from bot.conversation.routes import Route
from handlers import (
    bridges,
    broadcasts,
    coordination,
    crises,
    events,
    finding,
    groups,
    languages,
    people,
    scripts,
    start,
    volunteers,
    wordbook,
)

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *people.ROUTES,
    *languages.ROUTES,
    *groups.ROUTES,
    *events.ROUTES,
    *finding.ROUTES,
    *scripts.ROUTES,
    *bridges.ROUTES,
    *crises.ROUTES,
    *volunteers.ROUTES,
    *broadcasts.ROUTES,
    *coordination.ROUTES,
    *wordbook.ROUTES,
)
"""Every route of the bot; help, menus and permission checks are read from here."""
