"""Methods of the Bot API about the bot itself: who it is, its names, how it gets its updates."""

from bot.playground.api.method import Method
from bot.playground.api.parameters import (
    Arguments,
    Parameter,
    boolean,
    integer,
    number,
    string,
    structure,
)
from bot.playground.world import wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Json
from bot.playground.world.updates import allowed_kinds

CLOSED = "Conflict: terminated by setWebhook request"

LANGUAGE = Parameter("language_code", string)


def get_me(stage: Stage, _arguments: Arguments) -> Json:
    """Answer getMe."""
    return wire.bot_user(stage.world) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(stage: Stage, arguments: Arguments) -> list[Json]:
    """Answer getUpdates."""
    return await stage.updates.poll(
        offset=arguments.get("offset", 0),
        limit=min(max(arguments.get("limit", 100), 1), 100),
        seconds=arguments.get("timeout", 0),
        allowed=allowed_kinds(arguments.get("allowed_updates")),
    )


def set_webhook(stage: Stage, arguments: Arguments) -> bool:
    """Answer setWebhook: kept and shown; updates are not delivered to it."""
    url = arguments.get("url", "")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _drop_pending(stage, arguments)
    stage.world.bot.webhook = url
    kinds = allowed_kinds(arguments.get("allowed_updates"))
    if kinds is not None:
        stage.world.bot.allowed = kinds
    stage.world.save_bot()
    if url:
        stage.updates.interrupt(CLOSED)
    return True


def delete_webhook(stage: Stage, arguments: Arguments) -> bool:
    """Answer deleteWebhook."""
    _drop_pending(stage, arguments)
    stage.world.bot.webhook = ""
    stage.world.save_bot()
    return True


def get_webhook_info(stage: Stage, _arguments: Arguments) -> Json:
    """Answer getWebhookInfo."""
    bot = stage.world.bot
    info: Json = {
        "url": bot.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(stage.world.pending),
    }
    if bot.allowed:
        info["allowed_updates"] = bot.allowed
    return info


def _drop_pending(stage: Stage, arguments: Arguments) -> None:
    if arguments.get("drop_pending_updates"):
        stage.world.confirm(stage.world.last_update + 1)


def accept(_stage: Stage, _arguments: Arguments) -> bool:
    """Answer logOut and close: nothing is held that would have to be let go."""
    return True


def language_of(arguments: Arguments) -> str:
    """Return the two-letter language, or "" for everybody.

    Raises:
        ApiError: 400, Telegram takes ISO 639-1 codes only.
    """
    code = str(arguments.get("language_code", ""))
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise bad_request("invalid language code specified")
    return code


def _named(field: str, store: str, longest: int, name: str) -> tuple[Method, Method]:
    """Return the setter and the getter of one of the bot's texts, a text a language."""

    def set_text(stage: Stage, arguments: Arguments) -> bool:
        language, words = language_of(arguments), arguments.get(field, "").strip()
        if len(words) > longest:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(stage.world.bot, store)
        if words:
            texts[language] = words
        else:
            texts.pop(language, None)
        stage.world.save_bot()
        return True

    def get_text(stage: Stage, arguments: Arguments) -> Json:
        texts: dict[str, str] = getattr(stage.world.bot, store)
        fallback = stage.world.bot.first_name if field == "name" else ""
        return {field: texts.get(language_of(arguments)) or texts.get("") or fallback}

    parameters = (Parameter(field, string), LANGUAGE)
    return Method(f"set{name}", set_text, parameters), Method(f"get{name}", get_text, (LANGUAGE,))


METHODS = (
    Method("getMe", get_me),
    Method(
        "getUpdates",
        get_updates,
        (
            Parameter("offset", integer),
            Parameter("limit", integer),
            Parameter("timeout", number),
            Parameter("allowed_updates", structure),
        ),
    ),
    Method(
        "setWebhook",
        set_webhook,
        (
            Parameter("url", string),
            Parameter("allowed_updates", structure),
            Parameter("drop_pending_updates", boolean),
            Parameter("secret_token", string),
        ),
    ),
    Method("deleteWebhook", delete_webhook, (Parameter("drop_pending_updates", boolean),)),
    Method("getWebhookInfo", get_webhook_info),
    Method("logOut", accept),
    Method("close", accept),
    *_named("name", "names", 64, "MyName"),
    *_named("description", "descriptions", 512, "MyDescription"),
    *_named("short_description", "short_descriptions", 120, "MyShortDescription"),
)
