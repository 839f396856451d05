"""Days and hours to press: a page of the reader's own calendar, for who would rather not type."""

from datetime import UTC, date, datetime, time, timedelta

from bot.conversation.routes import Field, Form
from bot.domain.events import OPEN_END
from bot.domain.messages import Button, Keyboard, Listing, Moment, Text, press, text
from bot.domain.people import Person
from bot.language.clock_changes import SkippedHour, is_shown
from bot.language.direction import is_rtl
from bot.language.weeks import MonthPage, month_page
from bot.language.zones import place_of, zone_of

HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
BY_DAY = tuple(hour for hour in HOURS if 8 <= hour.hour <= 22)
BY_NIGHT = tuple(hour for hour in HOURS if hour not in BY_DAY)

LENGTHS = (60, 90, 120, 180, 240)
"""Minutes; how long meetings last. What is longer is typed."""

PICKED_BY_DAY = ("moment", "span")
"""The kinds of fields that ask "when?"."""

MONTHS_AHEAD = timedelta(days=366)
"""So far one can turn the pages; what is later is typed."""


def open_button(form: Form, field: Field) -> Keyboard:
    """Return the button that opens the page of this month."""
    return ((Button(text("picker.open"), press("f.month", form.name, field.name, "0")),),)


def words_of(day: str, hour: str, minutes: str = "") -> str:
    """Return what a pressed hour means, as it would be typed: `2027-03-20 18:00`; for a span its
    length besides, ` +90m`, or that it has no end, for `0`."""
    length = {"": "", "0": f" {OPEN_END}"}.get(minutes, f" +{minutes}m")
    return f"{day} {hour[:2]}:{hour[2:]}{length}"


def no_such_hour(form: Form, field: Field, skipped: SkippedHour) -> tuple[Text, Keyboard]:
    """Return why there is no such time, what is possible, and that as a button where it is one
    of those offered."""
    words = text(
        "picker.no_such_hour",
        day=_on_the_wall(skipped.said, "day"),
        said=_on_the_wall(skipped.said, "clock"),
        gone=_on_the_wall(skipped.gone, "clock"),
        back=_on_the_wall(skipped.back, "clock"),
    )
    day, hour = skipped.meant.date(), skipped.meant.time()
    if not skipped.alone or hour not in HOURS:
        return words, ()
    at = press("f.at", form.name, field.name, str(day), f"{hour:%H%M}")
    return words, ((Button(text("picker.hour", hour=_on_the_wall(skipped.meant, "clock")), at),),)


class DayPicker:
    """Turns the question "when?" into buttons, for a person at a moment."""

    def __init__(self, form: Form, field: Field, person: Person, now: datetime) -> None:
        self._form = form.name
        self._field = field.name
        self._person = person
        self._zone = zone_of(person.zone)
        self._today = now.astimezone(self._zone).date()
        self._now = now

    def month(self, day: date) -> tuple[Text, Keyboard]:
        """Return the page on which `day` lies; what is over has no buttons to press."""
        page = month_page(day, self._person.language, self._person.calendar, self._person.country)
        head = tuple(self._still(text(f"picker.weekday.{number}")) for number in page.weekdays)
        weeks = tuple(
            tuple(self._day(place) for place in week)
            for week in page.weeks
            if any(place and place >= self._today for place in week)
        )
        return self._titled(page.days[0], "month"), self._laid((head, *weeks, self._turning(page)))

    def hours(self, day: date, *, by: str) -> tuple[Text, Keyboard]:
        """Return the hours of `day` that are still to come, `by` day or by night."""
        night = by == "night"
        buttons = [
            Button(text("picker.hour", hour=self._moment(day, hour, "clock")), self._at(day, hour))
            for hour in (BY_NIGHT if night else BY_DAY)
            if is_shown(day, hour, self._zone)
            and datetime.combine(day, hour, self._zone) > self._now
        ]
        rows = tuple(tuple(buttons[n : n + 4]) for n in range(0, len(buttons), 4))
        other = ("picker.day_hours", "f.day") if night else ("picker.night_hours", "f.night")
        ways = (
            Button(text("picker.days"), self._press("f.month", day)),
            Button(text(other[0]), self._press(other[1], day)),
        )
        return self._titled(day, "day"), self._laid((*rows, ways))

    def lengths(self, day: date, hour: time) -> tuple[Text, Keyboard]:
        """Return the question how long it lasts from that hour on, and what is offered."""
        buttons = [Button(_length(n), self._at(day, hour, n)) for n in LENGTHS]
        rows = tuple(tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3))
        is_open = (Button(text("picker.open_end"), self._at(day, hour, 0)),)
        night = hour in BY_NIGHT
        way = ("picker.night_hours", "f.night") if night else ("picker.day_hours", "f.day")
        ways = (
            Button(text("picker.days"), self._press("f.month", day)),
            Button(text(way[0]), self._press(way[1], day)),
        )
        question = text("picker.how_long", start=self._moment(day, hour, "full"))
        return question, self._laid((*rows, is_open, ways))

    def hour(self, word: str) -> time | None:
        """Return the hour that a button carries, `1830`; None for one that is not offered."""
        return next((hour for hour in HOURS if f"{hour:%H%M}" == word), None)

    def day(self, word: str) -> date | None:
        """Return the day that a button carries, `0` for today; None for one that is not offered:
        it is over, or years ahead, or not of our making."""
        try:
            day = self._today if word == "0" else date.fromisoformat(word)
        except ValueError:
            return None
        return day if self._today <= day <= self._today + MONTHS_AHEAD else None

    def _laid(self, rows: Keyboard) -> Keyboard:
        """Return rows as this reader's eyes go: messengers lay buttons left to right for all."""
        rows = tuple(line for line in rows if line)
        if not is_rtl(self._person.language):
            return rows
        return tuple(line[::-1] for line in rows)

    def _titled(self, day: date, style: str) -> Text:
        parts = (text("picker.title", day=self._moment(day, time(12), style)),)
        note = text("form.zone", zone=place_of(self._person.zone, self._person.language))
        question = text(f"{self._form}.ask.{self._field}")
        return text("form.listed", items=Listing((question, *parts, note), "lines"))

    def _day(self, day: date | None) -> Button:
        if day is None or day < self._today:
            return self._still(text("picker.none"))
        return Button(
            text("picker.day", day=self._moment(day, time(12), "number")),
            self._press("f.day", day),
            style="primary" if day == self._today else "plain",
        )

    def _turning(self, page: MonthPage) -> tuple[Button, ...]:
        before, after = page.days[0] - timedelta(days=1), page.days[-1] + timedelta(days=1)
        ways = []
        if before >= self._today:
            ways.append(self._turn("picker.before", before))
        if self.day(str(after)):
            ways.append(self._turn("picker.after", after))
        return tuple(ways)

    def _turn(self, key: str, day: date) -> Button:
        month = self._moment(day, time(12), "month")
        return Button(text(key, month=month), self._press("f.month", day))

    def _still(self, label: Text) -> Button:
        """Return a button that only fills its place."""
        return Button(label, self._press("f.month", None))

    def _moment(self, day: date, hour: time, style: str) -> Moment:
        at = datetime.combine(day, hour, self._zone).astimezone(UTC)
        return Moment(at, style, self._person.zone or "UTC")

    def _at(self, day: date, hour: time, *minutes: int) -> str:
        return press("f.at", self._form, self._field, str(day), f"{hour:%H%M}", *minutes)

    def _press(self, verb: str, day: date | None) -> str:
        return press(verb, self._form, self._field, *([str(day)] if day else []))


def _on_the_wall(there: datetime, style: str) -> Moment:
    """Return what a clock shows as it is, whatever the zone: UTC leaves nothing out."""
    return Moment(there.replace(tzinfo=UTC), style, "UTC")


def _length(minutes: int) -> Text:
    hours, rest = divmod(minutes, 60)
    return text("picker.hours_and_half" if rest else "picker.hours", n=hours)
