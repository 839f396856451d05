"""What the operator decides, and the one line that says what is wrong with it."""

from pathlib import Path

import pytest

from bot.settings import SettingsProblem, read_settings

TOKEN = "123456:AAF-secret_of_nobody"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` and no setting of the machine that runs the tests."""
    import os

    for name in os.environ:
        if name.startswith("KORPU_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_is_the_playground() -> None:
    settings = read_settings()

    assert not settings.live
    assert settings.playground_port == 8765
    assert settings.data_dir == Path("data/var")


def test_a_token_makes_it_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORPU_BOT_TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("KORPU_OWNERS", "1, 2,")

    settings = read_settings()

    assert settings.live
    assert settings.bot_number == 123456
    assert settings.owners == (1, 2)
    assert settings.database_path() == Path("data/var/korpu.db")
    assert TOKEN not in repr(settings)


def test_settings_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f'KORPU_BOT_TOKEN="{TOKEN}"\nKORPU_PACE=10\nOTHER=x\n')

    settings = read_settings()

    assert (settings.live, settings.pace) == (True, 10)


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KORPU_BOT_TOKEN", "KORPU_OWNERS", "KORPU_TELEGRAM_API", "KORPU_DATABASE_URL"):
        monkeypatch.setenv(name, "")

    assert not read_settings().live


def test_a_database_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORPU_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("KORPU_DATABASE_URL", "sqlite:////srv/korpu/live.db")

    assert read_settings().database_path() == Path("/srv/korpu/live.db")


LIVE = {"KORPU_BOT_TOKEN": TOKEN}
WRONG: dict[str, tuple[dict[str, str], str]] = {
    "a token without a number": ({"KORPU_BOT_TOKEN": "AAF:secret"}, "KORPU_BOT_TOKEN"),
    "a token without a secret": ({"KORPU_BOT_TOKEN": "123456:"}, "KORPU_BOT_TOKEN"),
    "a token in other digits": ({"KORPU_BOT_TOKEN": "۱۲۳۴۵۶:AAF"}, "KORPU_BOT_TOKEN"),
    "a token with a slash": ({"KORPU_BOT_TOKEN": "123456:AA/F"}, "KORPU_BOT_TOKEN"),
    "a token with a gap": ({"KORPU_BOT_TOKEN": "123456:AA F"}, "KORPU_BOT_TOKEN"),
    "no address": ({**LIVE, "KORPU_TELEGRAM_API": "api.telegram.org"}, "KORPU_TELEGRAM_API"),
    "no host": ({**LIVE, "KORPU_TELEGRAM_API": "https://"}, "KORPU_TELEGRAM_API"),
    "no such port": ({**LIVE, "KORPU_TELEGRAM_API": "http://x:99999"}, "KORPU_TELEGRAM_API"),
    "a port in words": ({**LIVE, "KORPU_TELEGRAM_API": "http://x:port"}, "KORPU_TELEGRAM_API"),
    "another scheme": ({**LIVE, "KORPU_TELEGRAM_API": "ftp://x"}, "KORPU_TELEGRAM_API"),
    "a question in it": ({**LIVE, "KORPU_TELEGRAM_API": "https://x?a=b"}, "KORPU_TELEGRAM_API"),
    "owners in words": ({**LIVE, "KORPU_OWNERS": "Leyla"}, "KORPU_OWNERS"),
    "owners below nought": ({**LIVE, "KORPU_OWNERS": "-5"}, "KORPU_OWNERS"),
    "owners without a token": ({"KORPU_OWNERS": "12345"}, "KORPU_OWNERS"),
    "an API without a token": ({"KORPU_TELEGRAM_API": "https://x"}, "KORPU_TELEGRAM_API"),
    "a database without a token": ({"KORPU_DATABASE_URL": "sqlite:///x"}, "KORPU_DATABASE_URL"),
    "a controller without a token": ({"KORPU_CONTROLLER": "Leyla"}, "KORPU_CONTROLLER"),
    "a pace in words": ({"KORPU_PACE": "fast"}, "KORPU_PACE"),
    "no pace at all": ({"KORPU_PACE": "0"}, "KORPU_PACE"),
    "a port beyond all": ({"KORPU_PLAYGROUND_PORT": "99999"}, "KORPU_PLAYGROUND_PORT"),
    "logs in another style": ({"KORPU_LOG": "xml"}, "KORPU_LOG"),
    "another database": (
        {**LIVE, "KORPU_DATABASE_URL": "mysql://x/y"},
        "KORPU_DATABASE_URL",
    ),
    "a database nowhere": ({**LIVE, "KORPU_DATABASE_URL": "sqlite:///"}, "KORPU_DATABASE_URL"),
}


@pytest.mark.parametrize(("given", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named_in_one_line(
    given: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsProblem) as problem:
        read_settings()

    assert str(problem.value).startswith(named)
    assert "\n" not in str(problem.value)
    assert "secret" not in str(problem.value)


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"KORPU_PACE=\xff\xfe\n")

    with pytest.raises(SettingsProblem, match=r"^\.env cannot be read"):
        read_settings()


def test_nothing_is_paid_for_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    unsaid = read_settings().paid_per_second
    monkeypatch.setenv("KORPU_PAID_BROADCAST", "crisis")

    assert (unsaid, read_settings().paid_per_second) == (0, 1000)


def test_paid_broadcast_is_off_or_for_crises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORPU_PAID_BROADCAST", "always")

    with pytest.raises(SettingsProblem, match="KORPU_PAID_BROADCAST"):
        read_settings()


TO_GIVE = {
    "KORPU_PACE": ("fast", "must be a whole number from 1 to 1000, messages a second"),
    "KORPU_PLAYGROUND_PORT": (
        "-1",
        "must be a whole number from 0 to 65535; 0 takes a free port",
    ),
    "KORPU_LOG": ("xml", "must be text or json"),
    "KORPU_PAID_BROADCAST": ("always", "must be off or crisis"),
}


@pytest.mark.parametrize(("name", "value", "said"), [(n, *v) for n, v in TO_GIVE.items()])
def test_a_wrong_setting_is_told_what_to_give(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsProblem) as problem:
        read_settings()

    assert str(problem.value) == f"{name}: {said}"


SLIPS = {
    "KORPU_TOKEN": "KORPU_BOT_TOKEN",
    "KORPU_BOT_TOKE": "KORPU_BOT_TOKEN",
    "KORPU_TELEGRAM_TOKEN": "KORPU_BOT_TOKEN",
    "korpu_owner": "KORPU_OWNERS",
    "KORPU_PAID": "KORPU_PAID_BROADCAST",
    "KOPRU_BOT_TOKEN": "KORPU_BOT_TOKEN",
}


@pytest.mark.parametrize(("slip", "meant"), SLIPS.items(), ids=SLIPS)
@pytest.mark.parametrize("in_file", [False, True], ids=["environment", ".env"])
def test_a_slip_in_a_name_is_named_and_starts_nothing(
    slip: str, meant: str, in_file: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if in_file:
        (tmp_path / ".env").write_text(f"{slip}=secret\n")
    else:
        monkeypatch.setenv(slip, "secret")

    with pytest.raises(SettingsProblem) as problem:
        read_settings()

    asked = f"{slip.upper()} is no setting: did you mean {meant}? Rename or unset it"
    assert str(problem.value) == asked


def test_a_name_without_its_prefix_is_found_in_our_own_file_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "another program's")
    assert not read_settings().live

    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\n")

    with pytest.raises(SettingsProblem, match="did you mean KORPU_BOT_TOKEN"):
        read_settings()


def test_a_name_like_none_of_ours_is_named_without_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORPU_ZZZ", "1")

    with pytest.raises(SettingsProblem, match=r"^KORPU_ZZZ is no setting: unset it"):
        read_settings()


def test_what_the_tests_are_told_in_our_name_is_no_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KORPU_KILLS", "KORPU_KILL_SEED", "KORPU_KILL_SECONDS", "KORPU_PICTURES"):
        monkeypatch.setenv(name, "7")

    assert not read_settings().live
