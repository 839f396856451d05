"""Which chat, and which topic in it, an address names, as the Bot API takes them."""

from bot.domain.addresses import chat_of, thread_of


def number_in(address: str) -> int | None:
    """Return the chat's or person's number in `telegram:-100123`, or in one of its topics."""
    channel, _, number = chat_of(address).partition(":")
    if channel != "telegram" or not number.removeprefix("-").isdecimal():
        return None
    return int(number)


def topic_of(address: str) -> dict[str, int]:
    """Return the topic that an address names, nothing for none."""
    thread = thread_of(address)
    return {"message_thread_id": thread} if thread else {}
