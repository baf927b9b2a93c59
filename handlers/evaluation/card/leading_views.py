"""Views for coaches about the hosts of committees, and the page « La phase en un coup d’œil ». Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment, Part
from bot.dates.words import day_words, join_words, moment_words
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.support.model import FilledSupport
from bot.programme.model import Person
from bot.records.glance import Glance, GlanceRow
from bot.workshops.model import IN_A_PHASE
from handlers.evaluation.support import texts as support_texts
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    context,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, end_sentence, join_text
from handlers.kit.texts import RATES
from handlers.kit.told import open_button

from . import texts


def become_host_button(sheet: CommitteeSheet, *, now: datetime) -> InteractiveElement:
    """Build « Je m’en occupe ». A coach clicks it to host a committee without a host, or its meeting."""
    appointment = next(iter(sheet.unled_appointments(now)), sheet.appointment)
    of = moment_words(appointment.starts, now)
    return button(texts.TAKE, "evaluation.take", value=str(sheet.committee.id), of=of, style="primary")


def without_host_line(sheet: CommitteeSheet, *, now: datetime) -> Said:
    appointment = next(iter(sheet.unled_appointments(now)), sheet.appointment)
    defi, when = sheet.defi.name, moment_words(appointment.starts, now)
    return texts.TALK_UNLED(defi=defi, when=when) if sheet.is_talk(appointment) else texts.UNLED(defi=defi, when=when)


def became_host_message(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> Message:
    led = [
        appointment
        for appointment in sheet.both
        if appointment.starts > now and appointment.part_of(viewer_id) is Part.HOST
    ]
    other = next(iter(led), sheet.appointment)
    defi, when = sheet.defi.name, moment_words(other.starts, now)
    if sheet.is_talk(other):
        return text_message(texts.TALK_TAKEN_BY_YOU(defi=defi, when=when))
    return text_message(texts.TAKEN_BY_YOU(defi=defi, when=when))


def handed_over_message(
    sheet: CommitteeSheet, appointment: Appointment, *, giver: Person | None, taker: Person, now: datetime
) -> Message:
    """Build the notice of a committee's or meeting's new host, for the new host and for the previous host."""
    when, talk = moment_words(appointment.starts, now), sheet.is_talk(appointment)
    if giver is None:
        return text_message(texts.led_by([taker.name], sheet.defi.name, when, talk=talk))
    who, of, defi = taker.name, giver.name, sheet.defi.name
    if talk:
        return text_message(texts.TALK_HANDED(who=who, giver=of, defi=defi, when=when))
    return text_message(texts.HANDED(who=who, giver=of, defi=defi, when=when))


def orphaned_message(sheet: CommitteeSheet, appointment: Appointment, *, former_host: Person, now: datetime) -> Message:
    """Build the notice to coaches that a committee or its meeting has no host.

    If the appointment has a host by now, is over or is cancelled, build a sentence that says so."""
    defi, when, talk = sheet.defi.name, moment_words(appointment.starts, now), sheet.is_talk(appointment)
    stands = appointment in sheet.both and not sheet.is_cancelled
    hosts = [sheet.people[id_].name for id_ in appointment.host_ids]
    if hosts and stands:
        return text_message(texts.led_by(hosts, defi, when, talk=talk))
    if not stands or appointment.starts <= now:
        over = texts.TALK_ORPHAN_OVER(defi=defi, when=when) if talk else texts.ORPHAN_OVER(defi=defi, when=when)
        return text_message(over)
    text = texts.ORPHANED(name=former_host.name, defi=defi, when=when)
    if talk:
        text = texts.TALK_ORPHANED(name=former_host.name, defi=defi, when=when)
    opens = open_button(appointment.id, of=join_text([when, defi], ", ").plain)
    return message(text, section(text), actions(become_host_button(sheet, now=now), opens))


MOST_ROWS = 40  # the most défis on the page, since each takes two of the 100 blocks of a modal


def phase_button(promotion_id: int, *, of: str) -> InteractiveElement:
    return button(texts.OPEN, "evaluation.glance", value=f"{promotion_id} 0", of=of)


def phase_modal(glance: Glance, *, now: datetime) -> Json:
    """Build the page of a phase. It lists the défis by name, since they must never be ranked."""
    phase, about = glance.phase, glance.promotion.id
    intro = texts.INTRO(phase=phase.number, name=phase.name, until=day_words(phase.ends_on, now))
    others: list[Choice] = [
        (texts.GLANCE_PHASE(number=phase.number, name=phase.name).plain, f"{about} {phase.number}")
        for phase in glance.promotion.phases
    ]
    blocks: list[Block] = [section(intro)]
    blocks += [actions(select("evaluation.glance", texts.OTHER, others))] if len(others) > 1 else []
    blocks += [section(texts.NO_DEFI)] if not glance.rows else []
    for row in glance.rows[:MOST_ROWS]:
        blocks += _defi_blocks(row, now=now)
    return modal("evaluation.glance", texts.GLANCE_TITLE, [*blocks, context(useful_sentence(glance.useful))])


def useful_sentence(counts: dict[str, int] | None) -> Said:
    if counts is None:
        return texts.FEW
    said = [texts.COUNT.format(choice=label.lower(), count=counts.get(choice, 0)) for choice, label in RATES.items()]
    return texts.USEFUL(counts=join_words(said))


def state_words(filled: FilledSupport) -> str:
    if filled.link:
        return texts.DOCUMENT
    if not filled.answered:
        return texts.NOTHING
    if not filled.empty:
        return texts.WHOLE
    words = texts.ONE if filled.answered == 1 else texts.SOME
    return words.format(answered=filled.answered, of=len(filled.questions))


def people_reminded_message(people: Sequence[Person]) -> Message:
    return text_message(texts.CHASED(names=join_words([person.name for person in people])))


def not_reminded_sentence(reason: str) -> Said:
    return texts.FACTS(what=texts.WHY[reason])


def _defi_blocks(row: GlanceRow, *, now: datetime) -> list[Block]:
    filled = row.filled
    many = texts.ACTIONS.get(row.open) or texts.MANY_ACTIONS.format(count=row.open)
    if row.workshops is not None:
        many += f", {texts.WORKSHOPS.format(count=row.workshops, of=max(row.workshops, IN_A_PHASE))}"
    if filled is None:
        return [section(join_text([texts.UNDATED(defi=row.defi.name), end_sentence(capitalise(many))], "\n"))]
    appointment, about = filled.sheet.appointment, str(filled.sheet.committee.id)
    when = moment_words(appointment.starts, now)
    lines = [
        texts.DATED(defi=row.defi.name, when=when, people=join_words(row.leads)),
        texts.SUPPORT(state=state_words(filled)),
    ]
    if row.waited_for:
        lines.append(texts.WAITING(names=join_words([person.name for person in row.waited_for])))
    told = [texts.MINUTES_TOLD] if row.told else []
    told += [texts.MINUTES_LATE(names=join_words(row.leads)).plain] if row.late else []
    over = appointment.ends <= now
    told += [texts.REPORTED if row.reported else texts.UNREPORTED] if over else []
    lines.append(end_sentence(capitalise(", ".join([many, *told]))))
    of = f"{when}, {row.defi.name}"
    ways = [button(support_texts.OPEN, f"evaluation.support:{about}", value=about, of=of)]
    ways += [button(texts.REPORT, f"records.report:{about}", value=about, of=of)] if over else []
    if row.waited_for:
        ways.append(button(texts.CHASE, f"evaluation.chase:{about}", value=about, of=of))
    return [section(join_text(lines, "\n")), actions(*ways)]
