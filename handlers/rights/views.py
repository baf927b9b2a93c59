"""Views of one's own data: counts, the file, the preview and the result of an erasure. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.dates.paris import day_of, from_epoch
from bot.dates.words import day_words, moment_words, weekday_words, whole_day_words
from bot.programme.model import Person
from bot.rights.rights import NEWEST, Data, Left
from handlers.kit.blocks import Json, Message, actions, beside, button, context, header, message, modal, section
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined, stopped
from handlers.kit.told import open_button

from . import texts

_IN_WORDS, _MOST_WORDS = frozenset({"memberships.person_id", "expertises.person_id"}), 10
_MOST_SHOWN = 20  # appointments to settle, each with its button


def summary(data: Data, *, months: int, controller: str, dpo: str) -> Message:
    """Build the summary of the data kept about a person, in words or counts, and their rights.

    `controller`, `dpo`: BOT_CONTROLLER and BOT_DPO, "" if the deployment does not set them."""
    address = texts.ADDRESS if data.person.email else texts.NO_ADDRESS
    kept = joined([texts.WHO(address=address), *(_kept(key, rows) for key, rows in data.rows)], "\n")
    lasts = texts.TIME(months=months) if months else texts.NO_TIME
    receive = button(texts.RECEIVE, "rights.file", of=texts.OF_FILE, style="primary")
    erase = button(texts.ERASE, "rights.erase", of=texts.OF_ERASURE)
    named = [texts.CONTROLLER(controller=controller)] if controller else []
    named += [texts.DPO(dpo=dpo)] if dpo else []
    turn_to = joined([*named, texts.CNIL])
    text = joined([texts.KEPT, kept, lasts, turn_to], "\n")
    shown = (section(texts.KEPT), section(kept), section(lasts), actions(receive, erase), context(turn_to))
    return message(text, *shown)


def _kept(key: str, rows: Sequence[Mapping[str, Any]]) -> Said:
    """Return a line on one kind of thing: what one is and knows in words, of the rest how much there is."""
    title, said = texts.TITLES[key], [_content(row) for row in rows] if key in _IN_WORDS else []
    if said:
        more = len(said) - _MOST_WORDS
        rest = [texts.ONE_MORE if more == 1 else texts.SOME_MORE.format(count=more)] if more > 0 else []
        return texts.COUNT(title=title, count="\u00a0; ".join([*said[:_MOST_WORDS], *rest]))
    return texts.COUNT(title=title, count=len(rows)) if len(rows) > 1 else texts.ALONE_OF_ITS_KIND(title=title)


def _content(row: Mapping[str, Any]) -> str:
    if "role" not in row:
        return str(row["name"])
    role, of = texts.VALUES[row["role"]], row.get("defi") or row.get("promotion")
    said = texts.ROLE.format(role=role, of=of) if of else role
    ended = row.get("ended_at")
    return texts.ENDED.format(role=said, day=whole_day_words(day_of(ended))) if ended else said


def mine(*, on_page: bool) -> Message:
    """Build the mail that one's data go with; or its page, where they can be asked for again and erased."""
    erase, title = button(texts.ERASE, "rights.erase", of=texts.OF_ERASURE), texts.MINE_TITLE
    receive = button(texts.RECEIVE, "rights.file", of=texts.OF_FILE, style="primary")
    told = [texts.MINE_PAGE] if on_page else [texts.MINE, texts.MINE_ASKED, texts.MINE_ERASE]
    row = actions(receive, erase) if on_page else actions(erase)
    return message(joined([stopped(title), *told]), header(title.plain), *map(section, told), row)


def form(left: Left, *, name: Callable[[str], str], now: datetime) -> Json:
    """Show what is to be settled first, each named by `name`; with nothing left, what erasure does: yes or no."""
    if not left:
        said = [section(text) for text in (texts.WHAT_GOES, texts.WHAT_STAYS, texts.FOREVER)]
        return modal("rights.erased", texts.ERASE_TITLE, said, submit=texts.CONFIRM)
    shown = left.appointments[:_MOST_SHOWN]
    days = [
        (moment_words(appointment.starts, now), name(appointment.dispositif), appointment.id) for appointment in shown
    ]
    lines = [
        beside(texts.HOSTED(day=day, name=what), open_button(appointment_id, of=f"{day}, {what}"))
        for day, what, appointment_id in days
    ]
    if more := len(left.appointments) - len(shown):
        lines.append(section(texts.MORE(count=more)))
    lines += [section(texts.CYCLES(count=left.cycles))] if left.cycles else []
    lines += [section(texts.POLLS(count=left.polls))] if left.polls else []
    lines += [section(texts.ALONE(name=promotion)) for promotion in left.alone_for]
    return modal("rights.settle", texts.ERASE_TITLE, [section(texts.SETTLE_FIRST), *lines])


def erased(*, before: bool = False) -> Json:
    """Show that it is done, or was done `before`."""
    return modal("rights.done", texts.ERASED_TITLE, [section(texts.ERASED_ALREADY if before else texts.ERASED)])


def write(data: Data, *, name: Callable[[str], str], now: datetime) -> bytes:
    """Write all that is kept as plain text in UTF-8 with BOM, a title a kind of thing, a line a thing."""
    person = data.person
    lines = [texts.HEADING, texts.WRITTEN.format(day=day_words(now, now), name=person.name), ""]
    lines += [texts.PAIR.format(label=label, value=value) for label, value in _identity(person)]
    for key, rows in data.rows:
        title = f"{texts.TITLES[key]} {texts.NEWEST}" if len(rows) >= NEWEST else texts.TITLES[key]
        told = [_row(row, name=name, now=now) for row in rows]
        lines += ["", title, "-" * len(title), *(f"- {line}" for line in told if line)]
    if not data.rows:
        lines += ["", texts.NOTHING]
    return "\n".join([*lines, ""]).encode("utf-8-sig")


def _identity(person: Person) -> Iterator[tuple[str, str]]:
    for field, label in texts.IDENTITY.items():
        if value := getattr(person, field):
            yield label, str(value)


def _row(row: Mapping[str, Any], *, name: Callable[[str], str], now: datetime) -> str:
    named = {label: name(value) if label == "dispositif" else value for label, value in row.items()}
    given = {label: value for label, value in named.items() if value not in (None, "")}
    read = ((texts.LABELS[label], _value(label, cell, now=now)) for label, cell in given.items())
    said = [texts.PAIR.format(label=label, value=text) for label, text in read]
    return texts.BETWEEN.join(said)


def _value(name: str, value: object, *, now: datetime) -> str:
    if isinstance(value, datetime):
        return moment_words(value, now)
    if name == "weekday" and isinstance(value, int):
        return weekday_words(value)
    if name == "answers":
        pairs = (pair.split(":") for pair in str(value).split())
        given = ((moment_words(from_epoch(int(date)), now), texts.VALUES[said]) for date, said in pairs)
        return ", ".join(texts.PAIR.format(label=date, value=said) for date, said in given)
    return texts.VALUES.get(value, str(value)) if isinstance(value, (bool, str)) else str(value)
