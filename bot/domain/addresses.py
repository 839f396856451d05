"""How an address names a topic: `telegram:-100123/7` is topic 7 of the group `telegram:-100123`."""


def in_topic(address: str, thread: int) -> str:
    """Return the address of a topic; thread 0 is the group itself, or its general topic."""
    return f"{address}/{thread}" if thread else address


def chat_of(address: str) -> str:
    """Return the address of the chat that a topic belongs to: limits are the chat's."""
    return address.partition("/")[0]


def thread_of(address: str) -> int:
    """Return the topic's number in an address, 0 where it names none."""
    thread = address.partition("/")[2]
    return int(thread) if thread.isdecimal() else 0
