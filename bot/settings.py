"""What the operator decides: read from the environment or a `.env` file, prefix `KORPU_`."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
    SettingsError,
)

from bot.domain.estimates import PAID_PER_SECOND

PLAYGROUND_TOKEN = "1000001:playground-token-of-this-machine-only"  # noqa: S105 - opens nothing
"""The playground's own token; it is worth nothing anywhere else."""

_TOKEN = re.compile(r"[0-9]{1,15}:[A-Za-z0-9_-]+")
"""What BotFather gives: the bot's number, a colon, and letters that are safe in an address."""

HIGHEST_PACE = 1000
HIGHEST_PORT = 65535

_GIVE = {
    "pace": f"must be a whole number from 1 to {HIGHEST_PACE}, messages a second",
    "paid_broadcast": "must be off or crisis",
    "playground_port": f"must be a whole number from 0 to {HIGHEST_PORT}; 0 takes a free port",
    "log": "must be text or json",
}
"""What to give where the library's own sentence would speak of types."""

_OF_OTHERS = {"KORPU_KILLS", "KORPU_KILL_SEED", "KORPU_KILL_SECONDS", "KORPU_PICTURES"}
"""What tests and benchmarks are told in our name; it means nothing to the bot."""

_NEARLY = 0.87
"""So alike is what was meant to be a setting of ours, `KOPRU_PACE`; 1 is the same."""


class Settings(BaseSettings):
    """Every setting, with its default. Names and meanings: the README."""

    model_config = SettingsConfigDict(
        env_prefix="KORPU_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    bot_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    owners: Annotated[tuple[int, ...], NoDecode] = ()
    controller: str = ""
    database_url: str | None = None
    data_dir: Path = Path("data/var")
    pace: int = Field(default=30, ge=1, le=HIGHEST_PACE)
    paid_broadcast: Literal["off", "crisis"] = "off"
    playground_port: int = Field(default=8765, ge=0, le=HIGHEST_PORT)
    log: Literal["text", "json"] = "text"
    intake: str = "polling"
    webhook_url: str = ""

    @field_validator("owners", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            if not all(part.isdecimal() for part in parts):
                raise ValueError("must be Telegram ids separated by commas, like 12345,67890")
            return tuple(int(part) for part in parts)
        return value

    @field_validator("intake", "webhook_url")
    @classmethod
    def _polling(cls, value: str) -> str:
        if value not in ("", "polling"):
            raise ValueError("webhooks are not built yet: unset it, and the bot reads by polling")
        return value

    @field_validator("telegram_api")
    @classmethod
    def _address(cls, value: str) -> str:
        if not _is_address(value):
            raise ValueError("must be an address like https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not _TOKEN.fullmatch(token):
            raise ValueError("must look like 123456789:AAF… , as BotFather gives it")
        return SecretStr(token)

    @property
    def live(self) -> bool:
        """Whether there is a token, so that the bot talks to a real Bot API server."""
        return self.bot_token is not None

    @property
    def paid_per_second(self) -> int:
        """How many alerts a second may go for Stars; 0 for none."""
        return PAID_PER_SECOND if self.paid_broadcast == "crisis" else 0

    @property
    def bot_number(self) -> int:
        """The bot's own Telegram id, the part of its token before the colon."""
        assert self.bot_token is not None
        return int(self.bot_token.get_secret_value().partition(":")[0])

    def database_path(self) -> Path:
        """Return where the live database lies; the playground has its own.

        Raises:
            SettingsProblem: `KORPU_DATABASE_URL` is not `sqlite:///path`.
        """
        if self.database_url is None:
            return self.data_dir / "korpu.db"
        scheme, separator, path = self.database_url.partition(":///")
        if scheme != "sqlite" or not separator or not path:
            raise SettingsProblem(
                "KORPU_DATABASE_URL must be sqlite:///path/to/file.db "
                "(sqlite:////absolute/path for an absolute one)"
            )
        return Path(path)


class SettingsProblem(Exception):  # noqa: N818 - says what happened
    """A setting is wrong; the text says which and what to do, in one line."""


def read_settings() -> Settings:
    """Return the settings.

    Raises:
        SettingsProblem: one is wrong or none of ours, or there is no token but other settings of
            a live bot.
    """
    try:
        for stranger in _strangers():
            raise SettingsProblem(_unknown(stranger))
        settings = Settings()
    except (OSError, UnicodeDecodeError, SettingsError):
        raise SettingsProblem(".env cannot be read: make it a text file in UTF-8") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        reason = _GIVE.get(field, first["msg"].removeprefix("Value error, "))
        raise SettingsProblem(f"KORPU_{field.upper()}: {reason}") from None
    if settings.live:
        settings.database_path()
    else:
        lonely = [
            name
            for name, given in (
                ("KORPU_OWNERS", settings.owners),
                ("KORPU_TELEGRAM_API", "telegram_api" in settings.model_fields_set),
                ("KORPU_DATABASE_URL", settings.database_url),
                ("KORPU_CONTROLLER", settings.controller),
            )
            if given
        ]
        if lonely:
            raise SettingsProblem(
                f"{lonely[0]} is set but KORPU_BOT_TOKEN is not: set the token to go live, "
                f"or unset {lonely[0]} to start the playground"
            )
    return settings


def _strangers() -> Iterator[str]:
    """Yield what is set in our name, or nearly, and is no setting: a slip that would otherwise
    start the playground where a live bot was meant."""
    known = {f"KORPU_{field.upper()}" for field in Settings.model_fields}
    in_file = [name.upper() for name in DotEnvSettingsSource(Settings).env_vars]
    for name in [*(name.upper() for name in EnvSettingsSource(Settings).env_vars), *in_file]:
        if name in known or name in _OF_OTHERS:
            continue
        if name.startswith("KORPU_") or get_close_matches(name, known, n=1, cutoff=_NEARLY):
            yield name
    # The file is ours, so a name without the prefix can only be meant for us.
    yield from (name for name in in_file if f"KORPU_{name}" in known)


def _unknown(name: str) -> str:
    meant = _nearest(
        name.removeprefix("KORPU_"), (field.upper() for field in Settings.model_fields)
    )
    if meant is None:
        return f"{name} is no setting: unset it; the README lists those there are"
    return f"{name} is no setting: did you mean KORPU_{meant}? Rename or unset it"


def _nearest(name: str, fields: Iterable[str]) -> str | None:
    """Return the field that `name` may have meant, None if it is like none of them."""

    def likeness(field: str) -> float:
        # The last word says what it is: TELEGRAM_TOKEN is a token, though it looks like an API.
        same_end = field.rpartition("_")[2] == name.rpartition("_")[2]
        sure = same_end or field.startswith(name)
        return SequenceMatcher(None, field, name).ratio() + 0.3 * sure

    best = max(fields, key=likeness)
    return best if likeness(best) >= 0.5 else None


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        plain = parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and plain and " " not in value
