"""What a bot sees of a group (https://core.telegram.org/bots/features#privacy-mode)."""

from bot.playground.world.state import World
from bot.playground.world.things import Group, Message


def bot_sees(world: World, group: Group, message: Message) -> bool:
    """Say whether the bot gets a person's message in a group.

    An administrator gets all of them. A plain member, in privacy mode, gets commands that are not
    meant for another bot, replies to its own messages, and messages that name it.
    """
    bot = world.bot
    if not group.has(bot.id):
        return False
    if group.runs(bot.id):
        return True
    answered = world.thread(group.id).get(message.reply_to)
    if answered is not None and answered.sender == bot.id:
        return True
    return any(_for_bot(word, bot.username.lower()) for word in message.text.lower().split())


def _for_bot(word: str, username: str) -> bool:
    if word.startswith("/") and len(word) > 1:
        _, at, name = word.partition("@")
        return not at or name == username
    return word.strip(".,:;!?()") == f"@{username}"
