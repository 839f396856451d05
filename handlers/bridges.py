"""What people can say about bridges between groups: tie, pause, agree, take back."""

from bot.conversation.answers import NOTHING, Answer, Ask
from bot.conversation.incoming import TopicRenamed
from bot.conversation.routes import (
    Call,
    Command,
    Field,
    Form,
    Happening,
    Press,
    Route,
    Start,
    Who,
)
from bot.domain.bridges import NAME_MOST, SHORES, Place
from bot.domain.messages import Message
from bot.domain.people import Side
from bot.services import Services


async def bridge(call: Call, services: Services) -> Answer:
    """/bridge in a topic, or in private"""
    if call.chat.private:
        return _said(await services.bridges.overview(by=call.person))
    return _said(await services.bridges.begin(_place(call), call.chat.address, by=call.person))


async def offer(call: Call, services: Services) -> Answer:
    """[Offer this topic] under /bridge"""
    place = Place(call.number_at(), call.number_at(1))
    return _said(await services.bridges.offer(place, by=call.person), replace=True)


async def take_offer_back(call: Call, services: Services) -> Answer:
    """[Take it back] under an offer"""
    said = await services.bridges.take_offer_back(call.number_at(), by=call.person)
    return _said(said, replace=True)


async def tie(call: Call, services: Services) -> Answer:
    """[Tie with …] under /bridge in a topic of the other side"""
    place = Place(call.number_at(1), call.number_at(2))
    return _said(await services.bridges.tie(call.number_at(), place, by=call.person), replace=True)


async def show(call: Call, services: Services) -> Answer:
    """A bridge in the list of them"""
    return _said(await services.bridges.shown(call.number_at(), by=call.person), replace=True)


async def pause(call: Call, services: Services) -> Answer:
    """[Pause] under a bridge"""
    side = Side(call.word_at(1, SHORES))
    return _said(await services.bridges.pause(call.number_at(), side, by=call.person), replace=True)


async def go_on(call: Call, services: Services) -> Answer:
    """[Go on] under a bridge"""
    side = Side(call.word_at(1, SHORES))
    return _said(await services.bridges.go_on(call.number_at(), side, by=call.person), replace=True)


async def ask_end(call: Call, services: Services) -> Answer:
    """[End] under a bridge: asks once."""
    return _said(await services.bridges.ask_end(call.number_at(), by=call.person), replace=True)


async def end(call: Call, services: Services) -> Answer:
    """Yes, end the bridge."""
    return _said(await services.bridges.end(call.number_at(), by=call.person), replace=True)


async def say_again(call: Call, services: Services) -> Answer:
    """[Ask the members again] under a bridge"""
    return _said(await services.bridges.say_again(call.number_at(), by=call.person), replace=True)


async def agree(call: Call, services: Services) -> Answer:
    """[Carry mine over] on the card in a topic"""
    agreed = await services.bridges.agree(call.number_at(), called=call.called, by=call.person)
    if not call.person.may_write:
        return Answer(url=call.link("bridge_mine"))
    return Answer(toast=agreed.said, popup=True)


async def decline(call: Call, services: Services) -> Answer:
    """[Not mine] on the card in a topic"""
    said = await services.bridges.decline(call.number_at(), by=call.person)
    return Answer(toast=said.body, popup=True)


async def mine(call: Call, services: Services) -> Answer:
    """[My bridge] in the settings, or the link behind [Carry mine over]"""
    return _said(await services.bridges.mine(by=call.person), replace=bool(call.args))


async def latest(call: Call, services: Services) -> Answer:
    """[My last messages over there]"""
    return _said(await services.bridges.latest(by=call.person))


async def ask_name(call: Call, services: Services) -> Answer:
    """The name over there is to be changed."""
    return Answer(ask=Ask("bridgename"))


async def name_said(call: Call, services: Services) -> Answer:
    """A name under which to be carried over"""
    return _said(await services.bridges.rename(call.values["name"], by=call.person))


async def leave(call: Call, services: Services) -> Answer:
    """[Carry me over no more] under a bridge of one's own"""
    return _said(await services.bridges.leave_bridge(call.number_at(), by=call.person))


async def unbridge(call: Call, services: Services) -> Answer:
    """/unbridge in a topic, as a reply to one's own message, or in private"""
    if call.chat.private:
        return _said(await services.bridges.leave_bridge(None, by=call.person))
    said = await services.bridges.unbridge(_place(call), call.replied_id, by=call.person)
    return _said(said)


async def remove(call: Call, services: Services) -> Answer:
    """[Remove mine] under a copy, or in the list of one's own"""
    said = await services.bridges.remove(call.number_at(), by=call.person)
    return Answer(toast=said.body)


async def topic_renamed(call: Call, services: Services) -> Answer:
    """A topic has another name."""
    place = _place(call)
    if place is not None:
        await services.bridges.renamed(place)
    return NOTHING


def _place(call: Call) -> Place | None:
    """Return the topic in which something was said; None in a group that we do not know."""
    if call.group is None:
        return None
    return Place(call.group, call.chat.thread, call.chat.topic)


def _said(said: Message, *, replace: bool = False) -> Answer:
    return Answer(said.body, said.buttons, replace=replace)


ROUTES: tuple[Route, ...] = (
    Command("bridge", bridge, who=Who.COORDINATOR),
    Command("unbridge", unbridge),
    Press("br.offer", offer, who=Who.COORDINATOR),
    Press("br.untie", take_offer_back, who=Who.COORDINATOR),
    Press("br.tie", tie, who=Who.COORDINATOR),
    Press("br.show", show, who=Who.COORDINATOR),
    Press("br.pause", pause, who=Who.COORDINATOR),
    Press("br.go", go_on, who=Who.COORDINATOR),
    Press("br.end", ask_end, who=Who.COORDINATOR),
    Press("br.over", end, who=Who.COORDINATOR),
    Press("br.again", say_again, who=Who.COORDINATOR),
    Press("br.yes", agree),
    Press("br.no", decline),
    Press("br.mine", mine),
    Press("br.latest", latest),
    Press("br.name", ask_name),
    Press("br.leave", leave),
    Press("br.rm", remove),
    Start("bridge", mine),
    Happening(TopicRenamed, topic_renamed),
    Form("bridgename", (Field("name", "words", most=NAME_MOST),), name_said),
)
