"""How bridges look: to coordinators who tie and pause them, and to the topics they join."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.bridges import SHORES, Bridge, Offer, Place, Shore, looks_after, other
from bot.domain.messages import Button, Keyboard, Listing, Message, Moment, Text, press, row, text
from bot.domain.people import Person, Side


def of_bridge(bridge_id: int) -> str:
    """Return the name under which the card in both topics is found."""
    return f"bridge:{bridge_id}"


def of_offer(offer_id: int) -> str:
    """Return the name under which the coordinators' copies of an offer are found."""
    return f"bridge-offer:{offer_id}"


def place_of(title: str, place: Place) -> Text:
    """Return a topic as it is called: its group, and the topic's name where there is one."""
    if not place.topic:
        return text("bridge.place", group=title)
    return text("bridge.place.topic", group=title, topic=place.topic)


def shore_of(shore: Shore) -> Text:
    """Return one end of a bridge as it is called."""
    return place_of(shore.title, shore.place)


def to_offer(title: str, place: Place, side: Side) -> Message:
    """Return the question whether a topic is to be offered to the other side."""
    body = text(f"bridge.begin.{side}", place=place_of(title, place))
    make = Button(
        text("bridge.button.offer"),
        press("br.offer", place.group_id, place.thread),
        style="primary",
    )
    return Message(body, (row(make),))


def to_choose(title: str, place: Place, offers: Sequence[Offer], side: Side) -> Message:
    """Return the other side's offers, each a button that ties it with this topic."""
    body = text("bridge.choose", place=place_of(title, place))
    buttons = tuple(
        row(
            Button(
                text("bridge.button.tie", place=place_of(one.title, one.place)),
                press("br.tie", one.id, place.group_id, place.thread),
                style="primary",
            )
        )
        for one in offers
    )
    return Message(body, (*buttons, *to_offer(title, place, side).buttons))


def offered(offer: Offer) -> Message:
    """Return what those are told who offered a topic."""
    body = text(
        f"bridge.offered.{offer.side}",
        place=place_of(offer.title, offer.place),
        until=Moment(offer.expires_at, "day"),
    )
    return Message(
        body, (row(Button(text("bridge.button.take_back"), press("br.untie", offer.id))),)
    )


def offer_card(offer: Offer) -> Message:
    """Return how the other side's coordinators are asked."""
    place = place_of(offer.title, offer.place)
    return Message(
        text(f"bridge.asked.{offer.side}", place=place, until=Moment(offer.expires_at, "day"))
    )


def question(bridge: Bridge, side: Side) -> Message:
    """Return the card that stands in the topic on `side`: what consent means, and how it is given.

    It says so when the bridge is paused or over.
    """
    place = shore_of(bridge.shore(other(side)))
    card = text("bridge.card", place=place)
    if bridge.ended_at is not None:
        return Message(_blocks(text("bridge.card.was", place=place), text("bridge.state.ended")))
    if not bridge.is_open:
        return Message(_blocks(card, *states(bridge)), consent_buttons(bridge.id))
    return Message(card, consent_buttons(bridge.id))


def consent_buttons(bridge_id: int) -> Keyboard:
    """Return the two answers to the question whether one is carried over."""
    yes = Button(text("bridge.button.agree"), press("br.yes", bridge_id), style="success")
    return (row(yes, Button(text("bridge.button.decline"), press("br.no", bridge_id))),)


def managed(bridge: Bridge, *, by: Person) -> Message:
    """Return how a bridge stands, with what a coordinator can do for their own side."""
    north, south = shore_of(bridge.north), shore_of(bridge.south)
    body = _blocks(text("bridge.page", north=north, south=south), *states(bridge))
    if bridge.ended_at is not None:
        return Message(body)
    buttons = [row(_pause_or_go_on(bridge, side)) for side in SHORES if looks_after(by, side)]
    again = Button(text("bridge.button.again"), press("br.again", bridge.id))
    over = Button(text("bridge.button.end"), press("br.end", bridge.id), style="danger")
    return Message(body, (*buttons, row(again, over)))


def states(bridge: Bridge) -> list[Text]:
    """Return in words whether a bridge is open, and if not, who or what holds it up."""
    if bridge.ended_at is not None:
        return [text("bridge.state.ended")]
    said = []
    for side in SHORES:
        shore = bridge.shore(side)
        if shore.paused_at is not None:
            said.append(text(f"bridge.state.paused.{side}"))
        if shore.trouble or not shore.is_there:
            trouble = shore.trouble or "gone"
            said.append(text(f"bridge.trouble.{trouble}", place=shore_of(shore)))
    return said or [text("bridge.state.open")]


def news(bridge: Bridge) -> Message:
    """Return the short card that tells both topics how the bridge stands now."""
    return Message(_blocks(*states(bridge)), silent=True)


def latest_buttons(rows: Sequence[tuple[int, datetime, str]]) -> Keyboard:
    """Return a button for each latest original: to look at it, and to take it back."""
    return tuple(
        row(
            *(
                (Button(text("bridge.button.original", at=Moment(at, "time")), url=url),)
                if url
                else ()
            ),
            Button(
                text("bridge.button.remove_at", at=Moment(at, "time")),
                press("br.rm", number),
                style="danger",
            ),
        )
        for number, at, url in rows
    )


def listed(lines: Sequence[Text]) -> Listing:
    """Return lines one under the other."""
    return Listing(tuple(lines), "lines")


def _pause_or_go_on(bridge: Bridge, side: Side) -> Button:
    shore = bridge.shore(side)
    if shore.paused_at is None and shore.trouble is None:
        return Button(text(f"bridge.button.pause.{side}"), press("br.pause", bridge.id, side))
    go = text(f"bridge.button.go_on.{side}")
    return Button(go, press("br.go", bridge.id, side), style="primary")


def _blocks(*lines: Text) -> Text:
    return text("group.blocks", items=Listing(lines, "blank"))
