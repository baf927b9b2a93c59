"""Views of a person's data, of its erasure, and of closing a promotion. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import Block, InteractiveElement, RadioButtonsElement

from bot.agenda.model import Appointment
from bot.dates.paris import day_of, from_epoch
from bot.dates.words import day_words, moment_words, weekday_words, whole_day_words
from bot.programme.model import Person, Promotion
from bot.rights.closing import ClosingEffects
from bot.rights.rights import NEWEST, Left, PersonData
from handlers.kit.blocks import (
    Json,
    Message,
    accessory_section,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    header,
    message,
    modal,
    option,
    section,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import end_sentence, join_text
from handlers.kit.told import close_button, ended_promotion_button, open_button

from . import texts

_IN_WORDS, _MOST_WORDS = frozenset({"memberships.person_id", "expertises.person_id"}), 10
_MOST_SHOWN = 20  # the most appointments to settle, since each has a button


def summary_message(data: PersonData, *, months: int, controller: str, dpo: str) -> Message:
    """Build the summary of a person's data, and of their rights. Most kinds of data are only counted.

    `controller` and `dpo` are the settings BOT_CONTROLLER and BOT_DPO, or ""."""
    address = texts.ADDRESS if data.person.email else texts.NO_ADDRESS
    kept = join_text(
        [texts.WHO(address=address), *(_data_line(_data_title(data, key), key, rows) for key, rows in data.rows)], "\n"
    )
    lasts = texts.TIME(months=months) if months else texts.NO_TIME
    receive = button(texts.RECEIVE, "rights.file", of=texts.OF_FILE, style="primary")
    erase = button(texts.ERASE, "rights.erase", of=texts.OF_ERASURE)
    named = [texts.CONTROLLER(controller=controller)] if controller else []
    named += [texts.DPO(dpo=dpo)] if dpo else []
    turn_to = join_text([*named, texts.CNIL])
    text = join_text([texts.KEPT, kept, lasts, turn_to], "\n")
    shown = (section(texts.KEPT), section(kept), section(lasts), actions(receive, erase), context(turn_to))
    return message(text, *shown)


def _data_title(data: PersonData, key: str) -> str:
    return (data.own and texts.OF_CYCLES.get(key)) or texts.TITLES[key]


def _data_line(title: str, key: str, rows: Sequence[Mapping[str, Any]]) -> Said:
    """Return the line about one kind of data: its texts for some kinds, and the number of rows for others."""
    said = [_row_words(row) for row in rows] if key in _IN_WORDS else []
    if said:
        more = len(said) - _MOST_WORDS
        rest = [texts.ONE_MORE if more == 1 else texts.SOME_MORE.format(count=more)] if more > 0 else []
        return texts.COUNT(title=title, count="\u00a0; ".join([*said[:_MOST_WORDS], *rest]))
    return texts.COUNT(title=title, count=len(rows)) if len(rows) > 1 else texts.ALONE_OF_ITS_KIND(title=title)


def _row_words(row: Mapping[str, Any]) -> str:
    if "role" not in row:
        return str(row["name"])
    role, of = texts.VALUES[row["role"]], row.get("defi") or row.get("promotion")
    said = texts.ROLE.format(role=role, of=of) if of else role
    ended = row.get("ended_at")
    return texts.ENDED.format(role=said, day=whole_day_words(day_of(ended))) if ended else said


def data_message(*, on_page: bool) -> Message:
    """Build the mail with a person's data.

    If `on_page`, build the web page of this mail, with buttons to get the data again or erase it."""
    erase, title = button(texts.ERASE, "rights.erase", of=texts.OF_ERASURE), texts.MINE_TITLE
    receive = button(texts.RECEIVE, "rights.file", of=texts.OF_FILE, style="primary")
    told = [texts.MINE_PAGE] if on_page else [texts.MINE, texts.MINE_ASKED, texts.MINE_ERASE]
    row = actions(receive, erase) if on_page else actions(erase)
    return message(join_text([end_sentence(title), *told]), header(title.plain), *map(section, told), row)


def erasure_form(unsettled: Left, *, dispositif_name: Callable[[str], str], now: datetime) -> Json:
    """Build the list of what the person must settle first. If it is empty, ask for confirmation of the erasure.

    `dispositif_name` returns the name of a dispositif."""
    if not unsettled:
        said = [section(text) for text in (texts.WHAT_GOES, texts.WHAT_STAYS, texts.FOREVER)]
        return modal("rights.erased", texts.ERASE_TITLE, said, submit=texts.CONFIRM)
    shown = unsettled.appointments[:_MOST_SHOWN]
    days = [
        (moment_words(appointment.starts, now), dispositif_name(appointment.dispositif), appointment.id)
        for appointment in shown
    ]
    lines = [
        accessory_section(texts.HOSTED(day=day, name=what), open_button(appointment_id, of=f"{day}, {what}"))
        for day, what, appointment_id in days
    ]
    if more := len(unsettled.appointments) - len(shown):
        lines.append(section(texts.MORE(count=more)))
    count = unsettled.cycles
    lines += [section(texts.OWN_CYCLES(count=count) if unsettled.own else texts.CYCLES(count=count))] if count else []
    lines += [section(texts.POLLS(count=unsettled.polls))] if unsettled.polls else []
    lines += [section(texts.ALONE(name=promotion)) for promotion in unsettled.alone_for]
    return modal("rights.settle", texts.ERASE_TITLE, [section(texts.SETTLE_FIRST), *lines])


def erased_modal(*, already_erased: bool = False) -> Json:
    """Build the confirmation that the data is erased, or was erased earlier."""
    return modal("rights.done", texts.ERASED_TITLE, [section(texts.ERASED_ALREADY if already_erased else texts.ERASED)])


def format_data(data: PersonData, *, dispositif_name: Callable[[str], str], now: datetime) -> bytes:
    """Format all data as plain text in UTF-8 with BOM. Each kind of data has a title, and each row a line."""
    person = data.person
    lines = [texts.HEADING, texts.WRITTEN.format(day=day_words(now, now), name=person.name), ""]
    lines += [texts.PAIR.format(label=label, value=value) for label, value in _identity_pairs(person)]
    for key, rows in data.rows:
        title = _data_title(data, key)
        title = f"{title} {texts.NEWEST}" if len(rows) >= NEWEST else title
        told = [_row_line(row, dispositif_name=dispositif_name, now=now) for row in rows]
        lines += ["", title, "-" * len(title), *(f"- {line}" for line in told if line)]
    if not data.rows:
        lines += ["", texts.NOTHING]
    return "\n".join([*lines, ""]).encode("utf-8-sig")


def _identity_pairs(person: Person) -> Iterator[tuple[str, str]]:
    for key, label in texts.IDENTITY.items():
        if value := getattr(person, key):
            yield label, str(value)


def _row_line(row: Mapping[str, Any], *, dispositif_name: Callable[[str], str], now: datetime) -> str:
    named = {label: dispositif_name(value) if label == "dispositif" else value for label, value in row.items()}
    given = {label: value for label, value in named.items() if value not in (None, "")}
    if "format_name" in given:  # An added cycle has its name as its domain.
        given.pop("domain", None)
    read = ((texts.LABELS[label], _value_words(label, cell, now=now)) for label, cell in given.items())
    said = [texts.PAIR.format(label=label, value=text) for label, text in read]
    return texts.BETWEEN.join(said)


def _value_words(name: str, value: object, *, now: datetime) -> str:
    if isinstance(value, datetime):
        return moment_words(value, now)
    if name == "weekday" and isinstance(value, int):
        return weekday_words(value)
    if name == "answers":
        pairs = (pair.split(":") for pair in str(value).split())
        given = ((moment_words(from_epoch(int(date)), now), texts.VALUES[said]) for date, said in pairs)
        return ", ".join(texts.PAIR.format(label=date, value=said) for date, said in given)
    return texts.VALUES.get(value, str(value)) if isinstance(value, (bool, str)) else str(value)


COMING, KEEP, CANCEL = "coming", "keep", "cancel"
MOST_SHOWN = 20  # the most appointments in a list; if only one more is left, it is shown too


def closing_form(closing: ClosingEffects, *, dispositif_name: Callable[[str], str], now: datetime) -> Json:
    """Build the preview of closing a promotion, with its appointments. If it is closed, say since when."""
    if closing.closed is not None:
        return closed_modal(closing, is_first_time=False, now=now)
    called, promotion = closing.promotion.name, closing.promotion
    still = any((closing.coming, closing.actions, closing.owed))
    tables = button(texts.TABLES, "records.tables")
    said = [
        texts.BECOMES(eig=closing.eig),
        texts.LEAVES(porteurs=closing.porteurs, sponsors=closing.sponsors),
        texts.STAYS,
        texts.CLOSING_ERASED(day=day_words(closing.erased_on, now)) if closing.erased_on else texts.NOT_ERASED,
        texts.OPEN(coming=len(closing.coming), actions=closing.actions, owed=closing.owed)
        if still
        else texts.NOTHING_OPEN,
    ]
    blocks = [section(texts.INTRO(name=called)), accessory_section(texts.TABLES_FIRST, tables), *map(section, said)]
    blocks += _appointments_choice(closing.coming, dispositif_name=dispositif_name, now=now)
    if promotion.starts_on > day_of(now):
        blocks.append(section(texts.NOT_BEGUN))
    elif promotion.ends_on > day_of(now):
        blocks.append(section(texts.EARLY(day=day_words(promotion.ends_on, now))))
    blocks.append(section(texts.TOLD))
    return modal("rights.closed", texts.TITLE, blocks, submit=texts.CLOSE, private_metadata=str(promotion.id))


def _appointments_choice(
    several: Sequence[Appointment], *, dispositif_name: Callable[[str], str], now: datetime
) -> list[Block]:
    if not several:
        return []
    ways = [option((texts.KEEP, KEEP)), option((texts.CANCEL, CANCEL))]
    radio = RadioButtonsElement(action_id=COMING, options=ways, initial_option=ways[0])
    return [
        section(_appointment_list(several, dispositif_name=dispositif_name, now=now)),
        field(COMING, texts.DECIDE, radio, hint=texts.DECIDE_HINT),
    ]


def _appointment_list(several: Sequence[Appointment], *, dispositif_name: Callable[[str], str], now: datetime) -> Said:
    shown = several if len(several) <= MOST_SHOWN + 1 else several[:MOST_SHOWN]
    said = [
        texts.COMING_ONE(when=moment_words(appointment.starts, now), what=dispositif_name(appointment.dispositif))
        for appointment in shown
    ]
    said += [texts.COMING_MORE(count=len(several) - len(shown))] if len(several) > len(shown) else []
    return join_text(said, "\n")


def cancelled_message(
    promotion: Promotion,
    *,
    cancelled_count: int,
    remaining: Sequence[Appointment],
    dispositif_name: Callable[[str], str],
    now: datetime,
) -> Message:
    """Build the notice to the coach who closed a promotion: how many appointments are cancelled, and which remain."""
    counted = (
        texts.CANCELLED(count=cancelled_count)
        if cancelled_count > 1
        else texts.CANCELLED_ONE
        if cancelled_count
        else texts.CANCELLED_NONE
    )
    said = [texts.CLOSED(name=promotion.name, counted=counted)]
    said += (
        [texts.STILL_COMING, _appointment_list(remaining, dispositif_name=dispositif_name, now=now), texts.STILL_THEIRS]
        if remaining
        else [texts.NOTHING_COMING]
    )
    return text_message(join_text(said, "\n"))


def ended_modal(closing: ClosingEffects, *, now: datetime) -> Json:
    promotion, called, done = closing.promotion, closing.promotion.name, closing.closed
    first, last = whole_day_words(promotion.starts_on), whole_day_words(promotion.ends_on)
    by = texts.BY(name=done.by.name) if done and done.by else join_text([])
    since = texts.OVER_SINCE(when=moment_words(done.at, now), by=by) if done else texts.OVER_OPEN
    said = [texts.OVER(name=called, first=first, last=last), since, texts.OVER_READS]
    said += [texts.OVER_ERASED(day=day_words(closing.erased_on, now))] if closing.erased_on else []
    number = str(promotion.id)
    row = [
        button(texts.OVERVIEW, "records.overview", value=number, of=called),
        button(texts.PHASE, "evaluation.glance", value=f"{number} 0", of=called),
        button(texts.TABLES, "records.tables", of=called),
        _reopen_button(closing) if done else close_button(promotion.id, of=called),
    ]
    return modal("rights.over", texts.OVER_TITLE, [*map(section, said), actions(*row)])


def closed_modal(closing: ClosingEffects, *, is_first_time: bool, now: datetime) -> Json:
    """Confirm that a promotion is closed. If it had been closed before, say when and by whom."""
    name, done = closing.promotion.name, closing.closed
    by = texts.BY(name=done.by.name) if done and done.by else join_text([])
    when = moment_words(done.at, now) if done else ""
    said = texts.DONE(name=name) if is_first_time else texts.ALREADY(name=name, when=when, by=by)
    row = [_reopen_button(closing), ended_promotion_button(closing.promotion.id, of=name)]
    cancels = [section(texts.CANCELS)] if is_first_time and closing.cancels else []
    return modal("rights.closing", texts.TITLE, [section(said), *cancels, section(texts.WAY_BACK), actions(*row)])


def _reopen_button(closing: ClosingEffects) -> InteractiveElement:
    ask = confirm_dialog(texts.SURE_TITLE, texts.SURE, yes=texts.YES, no=texts.NO)
    return button(
        texts.REOPEN, "rights.reopen", value=str(closing.promotion.id), of=closing.promotion.name, confirm=ask
    )


def reopened_modal(promotion: Promotion, *, is_first_time: bool) -> Json:
    """Build the confirmation that a promotion is open again. If it had not been closed, say so."""
    name = promotion.name
    said = texts.REOPENED(name=name) if is_first_time else texts.NOT_CLOSED(name=name)
    return modal("rights.closing", texts.TITLE, [section(said)])


def promotion_closed_message(
    promotion: Promotion, *, is_alumni: bool, by_mail: bool, erased_on: date | None, now: datetime
) -> Message:
    """Build the notice to former members.

    `by_mail` means that the reader has no Slack, so the notice has no commands."""
    name = promotion.name
    said = [texts.CLOSED_EIG(name=name) if is_alumni else texts.CLOSED_PORTEUR(name=name)]
    if erased_on:
        when = texts.ERASED_ON(day=day_words(erased_on, now))
        said.append(when if by_mail else texts.YOUR_DATA(when=when))
    return text_message(join_text(said))


def promotion_reopened_message(promotion: Promotion) -> Message:
    return text_message(texts.NOT_ANY_MORE(name=promotion.name))
