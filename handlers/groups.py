"""What people can say about groups: connected, their rules, asking to join, letting in."""

from bot.conversation.answers import NOTHING, Answer
from bot.conversation.incoming import AskedToJoin, BotMoved, GroupMoved
from bot.conversation.routes import Call, Command, Happening, Press, Route, Start, Where, Who
from bot.domain.groups import Admission, GroupSide, Step, Wish, wish_from
from bot.domain.messages import text
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.services import Services
from bot.services.groups import cards


async def bot_moved(call: Call, services: Services) -> Answer:
    """The bot was added to a group, promoted, demoted or removed; or blocked by a person."""
    moved = call.happening
    assert isinstance(moved, BotMoved)
    if not moved.chat.private:
        return await _stands_in_group(moved, call, services)
    if not moved.present:
        await services.people.lost(moved.chat.address)
    return NOTHING


async def group_moved(call: Call, services: Services) -> Answer:
    """The group became a supergroup and lives at a new address."""
    moved = call.happening
    assert isinstance(moved, GroupMoved)
    await services.groups.moved(moved.chat.address, moved.address)
    await services.bridges.look_again()
    return NOTHING


async def connect(call: Call, services: Services) -> Answer:
    """/connect [north|south|joint] [open|ask]"""
    wish = wish_from(call.words)
    group = await services.groups.connect(call.chat.address, call.chat.title, wish, by=call.person)
    await services.bridges.look_again()
    said = cards.standing(group)
    return Answer(said.body, said.buttons, here=True)


async def choose_side(call: Call, services: Services) -> Answer:
    """[North] [South] [Joint] under /connect"""
    wish = Wish(side=GroupSide(_one_of(GroupSide, call, 1)))
    return await _reconnected(call, services, wish)


async def choose_admission(call: Call, services: Services) -> Answer:
    """[Let in at once] or [Ask coordinators] under /connect"""
    wish = Wish(admission=Admission(_one_of(Admission, call, 1)))
    return await _reconnected(call, services, wish)


async def rules(call: Call, services: Services) -> Answer:
    """/rules, or from a coordinator in a group /rules followed by new rules or as a reply"""
    new = call.words or call.replied.strip()
    if new and call.person.is_coordinator and not call.chat.private:
        return await _new_rules(new, call, services)
    return Answer(await services.groups.rules_of(call.group), here=True)


async def take_rules_back(call: Call, services: Services) -> Answer:
    """[Take back] under new rules"""
    said = await services.groups.take_rules_back(
        call.number_at(), call.number_at(1), by=call.person
    )
    return Answer(said.body, said.buttons, toast=text("group.saved"), here=True)


async def join(call: Call, services: Services) -> Answer:
    """/join"""
    groups = await services.groups.offered(by=call.person)
    said = cards.offered(groups, side_said=call.person.side not in (None, Side.UNSAID))
    return Answer(said.body, said.buttons)


async def ask_to_join(call: Call, services: Services) -> Answer:
    """Somebody asked to join a group through its link."""
    asked = call.happening
    assert isinstance(asked, AskedToJoin)
    await services.groups.ask(
        asked.chat.address, window=asked.window, number=asked.number, by=call.person
    )
    return NOTHING


async def accept(call: Call, services: Services) -> Answer:
    """[I accept] under a group's rules"""
    accepted = await services.groups.accept(call.number_at(), by=call.person)
    if accepted.code:
        return Answer(url=call.link(f"j_{accepted.code}"))
    said = accepted.message
    return Answer(said.body, said.buttons, toast=text("join.toast.accepted"), replace=True)


async def put_off(call: Call, services: Services) -> Answer:
    """[Not now] under a group's rules"""
    said = await services.groups.put_off(call.number_at(), by=call.person)
    return Answer(said.body, said.buttons, replace=True)


async def opened(call: Call, services: Services) -> Answer:
    """The link behind [I accept], which opens the chat for good"""
    said = await services.groups.opened(call.words, by=call.person)
    then = () if call.person.greeted else (Answer(text("join.introduce_yourself")),)
    return Answer(said.body, said.buttons, then=then)


async def open_requests(call: Call, services: Services) -> Answer:
    """/start, by somebody who asked to join and has not accepted the rules yet"""
    said = await services.groups.open_requests(call.person)
    return Answer(said.body, said.buttons) if said else NOTHING


async def rules_to_accept(call: Call, services: Services) -> Answer:
    """A group in the list of those asked to join"""
    said = await services.groups.standing(call.number_at(), by=call.person)
    return Answer(said.body, said.buttons)


async def pending_requests(call: Call, services: Services) -> Answer:
    """The requests to join in /approvals"""
    waiting = await services.groups.pending(call.person)
    said = cards.waiting(waiting)
    return Answer(said.body, said.buttons) if said else NOTHING


async def show(call: Call, services: Services) -> Answer:
    """A request in the list of /approvals"""
    card = await services.groups.show(call.number_at(), by=call.person)
    return Answer(card.body, card.buttons)


async def admit(call: Call, services: Services) -> Answer:
    """[Admit] under a request to join"""
    made = await services.groups.decide(call.number_at(), Step.ADMITTED, by=call.person)
    return Answer(made.card.body, made.card.buttons, toast=made.said, replace=True)


async def decline(call: Call, services: Services) -> Answer:
    """[Decline] under a request to join"""
    made = await services.groups.decide(call.number_at(), Step.DECLINED, by=call.person)
    return Answer(made.card.body, made.card.buttons, toast=made.said, replace=True)


async def _stands_in_group(moved: BotMoved, call: Call, services: Services) -> Answer:
    group = await services.groups.note_standing(
        moved.chat.address, moved.chat.title, present=moved.present, can_invite=moved.can_invite
    )
    await services.bridges.look_at(group.id if group else None, moved.chat.address)
    if group is None or not group.present or not call.person.may_write:
        return NOTHING
    step = cards.next_step(group)
    return Answer(step.body, step.buttons)


async def _new_rules(words: str, call: Call, services: Services) -> Answer:
    said = await services.groups.set_rules(call.group, words, by=call.person)
    return Answer(said.body, said.buttons, here=True)


async def _reconnected(call: Call, services: Services, wish: Wish) -> Answer:
    group = await services.groups.reconnect(call.number_at(), wish, by=call.person)
    await services.bridges.look_again()
    said = cards.standing(group)
    return Answer(said.body, said.buttons, toast=text("group.saved"), here=True)


def _one_of(kind: type[GroupSide] | type[Admission], call: Call, place: int) -> str:
    word = call.args[place] if place < len(call.args) else ""
    if word not in set(kind):
        raise Refusal(text("press.stale"))
    return word


ROUTES: tuple[Route, ...] = (
    Command("join", join),
    Command("rules", rules, where=Where.EITHER),
    Command("connect", connect, who=Who.COORDINATOR, where=Where.GROUP),
    Press("g.side", choose_side, who=Who.COORDINATOR),
    Press("g.door", choose_admission, who=Who.COORDINATOR),
    Press("g.rules", take_rules_back, who=Who.COORDINATOR),
    Press("j.ok", accept),
    Press("j.later", put_off),
    Press("j.rules", rules_to_accept),
    Press("j.show", show, who=Who.COORDINATOR),
    Press("j.admit", admit, who=Who.COORDINATOR),
    Press("j.decline", decline, who=Who.COORDINATOR),
    Start("j", opened),
    Happening(BotMoved, bot_moved),
    Happening(GroupMoved, group_moved),
    Happening(AskedToJoin, ask_to_join),
)
