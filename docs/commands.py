"""Write the README's commands table from the routes; `--check` only says whether it is true."""

import re
import sys
from pathlib import Path

from bot.app.parts import folder
from bot.clock import SystemClock
from bot.conversation.routes import Command, Form, Where, Who
from bot.domain.messages import text
from bot.language.catalogue import Catalogues
from bot.language.render import Reader, Renderer
from handlers import ROUTES

README = Path(__file__).resolve().parent.parent / "README.md"
PLACE = re.compile(r"(<!-- commands -->\n).*(<!-- /commands -->)", re.DOTALL)

WHO = {
    Who.ANYONE: "everybody",
    Who.VOLUNTEER: "volunteers",
    Who.COORDINATOR: "coordinators",
    Who.APPROVER: "coordinators of a side",
    Who.OWNER: "the owner",
}
WHERE = {
    Where.PRIVATE: "in private",
    Where.GROUP: "in the group",
    Where.EITHER: "where it is asked",
}


def main(arguments: list[str]) -> int:
    """Write the table, or with `--check` return 1 when it is not what the routes say."""
    page = README.read_text("utf-8")
    wanted = PLACE.sub(lambda found: found[1] + table() + found[2], page)
    if "--check" not in arguments:
        README.write_text(wanted, "utf-8")
    elif page != wanted:
        print("README.md: the commands table is not true any more; run: make docs")
        return 1
    return 0


def table() -> str:
    """Return the table, a line a command in the order of the routes."""
    renderer = Renderer(Catalogues.load(folder("locales")), SystemClock())
    forms = {route.name: route for route in ROUTES if isinstance(route, Form)}
    lines = ["| Command | What it does | Who | Answered |", "|---|---|---|---|"]
    for route in sorted(
        (route for route in ROUTES if isinstance(route, Command) and route.listed),
        key=lambda route: route.who,
    ):
        words = renderer.label(text(f"command.{route.name}"), Reader("en"))
        asked = forms[route.form].fields if route.form else ()
        fields = " \\| ".join(field.name for field in asked)
        name = f"`/{route.name}`" + (f" {fields}" if fields else "")
        lines.append(f"| {name} | {words} | {WHO[route.who]} | {WHERE[route.where]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
