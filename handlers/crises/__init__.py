"""What people can say in a crisis: alerts, check-ins, cases."""

from bot.conversation.routes import Route
from handlers.crises import alerts, cases, checkins

ROUTES: tuple[Route, ...] = (*cases.ROUTES, *checkins.ROUTES, *alerts.ROUTES)
