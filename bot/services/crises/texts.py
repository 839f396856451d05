"""An alert in several languages: adding a text, taking one back, and what a correction needs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime

from bot.domain.crises.alerts import WORDS_MOST, Alert, Version, Wording, based_on, changed, flaw
from bot.domain.languages import language_buttons, language_choice
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, press, row, text
from bot.domain.people import LANGUAGES, Person
from bot.domain.refusals import Refusal
from bot.language.written import may_be, surely_in, written_in
from bot.services.crises import rules
from bot.storage.crises import alerts
from bot.storage.database import Tx


def in_its_language(wording: Wording, *, by: Person) -> Wording:
    """Return a wording with the language in which its author wrote it; what was written first
    wins over a version in the same language. What is not certain is in no language until its
    author says in which."""
    said = wording.first
    language = surely_in(
        (said.headline, said.action, said.area, said.source),
        sentences=(said.headline, said.action),
        by=by.language,
        before=wording.language,
    )
    others = {it: said for it, said in wording.versions.items() if it != language}
    return replace(wording, language=language, versions=others)


def add(
    tx: Tx, alert_id: int, language: str, said: Mapping[str, str], *, by: Person, now: datetime
) -> Alert:
    """Say an alert in one more language; see `Alerts.add_text`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    if language == alert.wording.language:
        raise Refusal(text("texts.is_first"))
    given = {name: words.strip() for name, words in said.items() if words.strip()}
    version = replace(alert.wording.first, **given)
    _must_be_in(language, version)
    wording = replace(alert.wording, versions={**alert.wording.versions, language: version})
    wrong = flaw(wording, now=now)
    if wrong:
        raise Refusal(text(f"alert.flaw.{wrong}"))
    return alerts.reword(tx, alert, wording)


def set_language(tx: Tx, alert_id: int, language: str, *, by: Person) -> Alert:
    """Note in which language a draft was written; see `Alerts.written_in`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    _must_be_in(language, alert.wording.first)
    others = {it: said for it, said in alert.wording.versions.items() if it != language}
    return alerts.reword(tx, alert, replace(alert.wording, language=language, versions=others))


def _must_be_in(language: str, version: Version) -> None:
    if not may_be(f"{version.headline}\n{version.action}", language):
        raise Refusal(text("texts.other_letters", language=text(f"language.named.{language}")))


def drop(tx: Tx, alert_id: int, language: str, *, by: Person) -> Alert:
    """Take the text of an alert in one language back; see `Alerts.drop_text`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    kept = {it: said for it, said in alert.wording.versions.items() if it != language}
    return alerts.reword(tx, alert, replace(alert.wording, versions=kept))


def page(tx: Tx, alert_id: int, *, by: Person) -> Message:
    """Return in which languages a draft is written; see `Alerts.texts`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    wording = alert.wording
    key = "texts.page" if wording.language else "texts.page.unknown"
    first = Text(key, {"title": wording.headline, "languages": named([wording.language])})
    others = wording.versions
    also = (text("texts.also", languages=named(others)),) if others else ()
    body = text("texts.lines", lines=Listing((first, *also, text("texts.why")), "blank"))
    buttons = language_buttons("al.text", alert.id, first=wording.language, there=others)
    wrong = Button(text("texts.wrong"), press("al.lang", alert.id))
    back = Button(text("common.back"), press("al.show", alert.id))
    return Message(body, (*buttons, row(wrong, back)))


def which_language(tx: Tx, alert_id: int, *, by: Person) -> Message:
    """Return the question in which language a draft was written."""
    alert = rules.own_draft(tx, alert_id, by=by)
    back = row(Button(text("common.back"), press("al.texts", alert.id)))
    return Message(
        text("texts.which", title=alert.wording.headline),
        (*language_choice("al.lang", alert.id), back),
    )


def in_language(tx: Tx, alert_id: int, language: str, *, by: Person) -> Message | None:
    """Return what a draft says in one of its other languages, None where it says nothing."""
    alert = rules.own_draft(tx, alert_id, by=by)
    version = alert.wording.versions.get(language)
    if version is None:
        return None
    words = Listing((version.headline, version.area, version.action, version.source), "lines")
    body = text("texts.one", language=text(f"language.named.{language}"), words=words)
    anew = Button(text("texts.anew"), press("al.text", alert.id, language, "anew"))
    away = Button(text("texts.remove"), press("al.untext", alert.id, language), style="danger")
    back = Button(text("common.back"), press("al.texts", alert.id))
    return Message(body, (row(anew, away), row(back)))


def known(tx: Tx, alert_id: int, language: str, *, by: Person) -> dict[str, str]:
    """Return the fields that need not be asked: of a correction those whose words stay as they
    are, in the language in which people have them."""
    alert = rules.own_draft(tx, alert_id, by=by)
    old = rules.corrected(tx, alert)
    before = old and old.wording.all_versions.get(language)
    if old is None or before is None:
        return {}
    anew = changed(old.wording, alert.wording)
    return {name: words for name, words in asdict(before).items() if name not in anew}


def to_correct(wording: Wording, changes: Mapping[str, str], *, by: Person) -> Wording:
    """Return what a correction begins with: the words in the language in which the changes are.

    Raises:
        Refusal: it is in another language than the changes, and they are not the whole of it: an
            alert would be half in one language and half in another.
    """
    given = {name: words for name, words in changes.items() if name in WORDS_MOST and words}
    language = written_in("\n".join(given.values()), by=wording.language) if given else ""
    if not wording.languages or language in ("", wording.language):
        return wording
    if language in wording.versions:
        return based_on(wording, language)
    if not {"headline", "action", "area"} <= given.keys():
        written = text(f"language.named.{wording.language}")
        raise Refusal(text("alert.correct.other_language", language=written))
    return wording


def kept(old: Wording, new: Wording) -> dict[str, Version]:
    """Return the versions that still say what the first words say: all, or none of them."""
    others = {it: said for it, said in old.all_versions.items() if it != new.language}
    return {} if changed(old, new) else others


def missing(tx: Tx, alert: Alert) -> tuple[str, ...]:
    """Return the languages in which people have what a correction corrects, and in which the
    correction does not exist: until it does, it cannot be sent."""
    old = rules.corrected(tx, alert)
    if old is None:
        return ()
    return tuple(it for it in old.wording.languages if it not in alert.wording.languages)


def must_have_language(alert: Alert) -> None:
    """Refuse an alert whose language only its author can tell: a machine that took it for
    another would put other words into the mouth of the alert."""
    if not alert.wording.language:
        raise Refusal(text("alert.which_language"), language_choice("al.lang", alert.id))


def needed(alert: Alert, languages: Iterable[str]) -> Text:
    """Return what is said of a correction that does not exist in these languages yet."""
    return text("alert.correct.languages", old=alert.replaces, languages=named(languages))


def ways_to(alert: Alert, languages: Iterable[str]) -> Keyboard:
    """Return a button to write an alert in each of these languages."""
    return tuple(
        row(
            Button(
                text("texts.add", language=text(f"language.named.{language}")),
                press("al.text", alert.id, language),
                style="primary",
            )
        )
        for language in languages
        if language in LANGUAGES
    )


def named(languages: Iterable[str]) -> Listing:
    """Return the names of languages, as they stand in a sentence."""
    return Listing(tuple(text(f"language.named.{language}") for language in languages if language))
