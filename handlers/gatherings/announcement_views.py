"""A gathering's announcement drawn: for a channel, for one person, as a line of a week, and later news; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.entries import join_names
from bot.agenda.model import Part
from bot.dates.words import moment_words
from bot.gatherings.model import Reply, Sheet
from handlers.kit.blocks import Message, actions, button, context, message, section
from handlers.kit.escaping import bold, clip, escape

from . import announcement_texts as texts
from .extra import NOTHING, Extra

SHORT = 400  # characters of the catalogue's words
BOT = "dispositifs-eig"  # the name that `/invite` takes (bot/manifest.py)


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announcement is drawn from. `name`, `preparation`: the catalogue's; `extra`: what the kind adds."""

    sheet: Sheet
    name: str
    preparation: str = ""
    extra: Extra = NOTHING

    @property
    def label(self) -> str:
        """How it is called, not escaped."""
        return texts.called(self.name, self.sheet.series, self.sheet.gathering.title)

    def open_at(self, now: datetime) -> bool:
        """Say whether it takes answers."""
        return not self.sheet.is_cancelled and self.sheet.appointment.starts > now

    def when(self, now: datetime) -> str:
        """Say when it is and how long it lasts."""
        return texts.when(self.sheet.appointment.starts, self.sheet.appointment.ends, now)

    def moment(self, now: datetime) -> str:
        """Name it for who cannot see where a button stands."""
        return f"{self.label}, {moment_words(self.sheet.appointment.starts, now)}"


def announcement(about: Announced, *, now: datetime) -> Message:
    """Draw the card of a channel: what, when, where, who comes, and the answers that anybody can give."""
    if about.sheet.is_cancelled:
        return _cancelled(about, now=now)
    said = [texts.QUESTION] if about.open_at(now) else [texts.OVER]
    return _card(about, [*_facts(about, now=now), *_coming(about)], said, _answers(about, now=now), now=now)


def card(about: Announced, person_id: int, *, counts: bool, now: datetime) -> Message:
    """Draw one person's own card: the same, with what they answered; `counts`: with who comes."""
    if about.sheet.is_cancelled:
        return _cancelled(about, now=now)
    mine = about.sheet.answers.get(person_id)
    said = [texts.MINE[mine.reply] if mine else texts.UNANSWERED] if about.open_at(now) else [texts.OVER]
    coming = _coming(about) if counts else []
    return _card(about, [*_facts(about, now=now), *coming], said, _answers(about, now=now), now=now)


def nudge(about: Announced, person_id: int, *, now: datetime) -> Message:
    """Draw the line of « Votre semaine » that asks again; once answered, what was answered."""
    if about.sheet.is_cancelled:
        return _cancelled(about, now=now)
    mine = about.sheet.answers.get(person_id)
    if mine is not None or not about.open_at(now):
        rest = [texts.MINE[mine.reply]] if mine else [texts.OVER]
        return _said(texts.key(about.label, about.when(now)), rest)
    return _said(texts.nudge(about.label, about.when(now)), [], buttons=_answers(about, now=now)[:2])


def freed(about: Announced, person_id: int, *, now: datetime) -> Message:
    """Draw what the first in line is told: a place is theirs, and how to give it back."""
    if about.sheet.is_cancelled:
        return _cancelled(about, now=now)
    mine = about.sheet.answers.get(person_id)
    key = texts.key(about.label, about.when(now))
    if mine is None or mine.reply is not Reply.COMES:
        return _said(texts.GAVE_BACK, [key])
    if not about.open_at(now):
        return _said(texts.FREED, [key])
    of, value = about.moment(now), str(about.sheet.gathering.id)
    back = button(texts.GIVE_BACK, "gatherings.decline", value=value, of=of)
    keep = button(texts.CALENDAR, "gatherings.calendar", value=value, of=of)
    return _said(texts.FREED, [key, *_where(about.sheet)[1], texts.GIVE_BACK_HINT], buttons=[back, keep])


def answered_for(about: Announced, person_id: int, *, teller: str, reply: Reply, now: datetime) -> Message:
    """Draw what somebody is told for whom another answered; what they answered since takes its place."""
    if about.sheet.is_cancelled:
        return _cancelled(about, now=now)
    mine = about.sheet.answers.get(person_id)
    buttons = _answers(about, now=now)
    key = texts.key(about.label, about.when(now))
    if mine is not None and mine.reply is not reply:
        return _said(key, [texts.MINE[mine.reply]], buttons=buttons)
    return _said(texts.answered_for(teller, reply), [*_where(about.sheet)[1], key], buttons=buttons)


def no_channel(about: Announced, *, channel: str, reason: str, now: datetime) -> Message:
    """Draw what the organiser is told of a channel that took no announcement."""
    named = f"{about.label}, {about.when(now)}"
    said = texts.no_channel(escape(named), f"<#{channel}>", reason)
    how = texts.how_to_invite(BOT)
    return message(f"{said} {how}", section(said), context(how))


def _card(
    about: Announced, facts: Sequence[str], said: Sequence[str], buttons: Sequence[InteractiveElement], *, now: datetime
) -> Message:
    key = escape(texts.key(about.label, about.when(now)))
    shown, spoken = _where(about.sheet)
    small = _small(about)
    blocks: list[Block] = [section("\n".join([bold(key), *map(escape, facts), *shown]))]
    blocks += [context(escape(one)) for one in small]
    blocks += about.extra.blocks
    blocks += [section(escape(" ".join(said)))]
    row = [*buttons, *about.extra.buttons]
    blocks += [actions(*row)] if row else []
    heard = [key, *map(escape, facts), *map(escape, spoken), *(f"{escape(one)}" for one in small)]
    return message(" ".join([*heard, about.extra.said, escape(" ".join(said))]).replace("  ", " "), *blocks)


def _facts(about: Announced, *, now: datetime) -> list[str]:
    sheet = about.sheet
    gathering = sheet.gathering
    speakers = [sheet.people[one.person_id].name for one in sheet.appointment.present if _speaks(sheet, one.person_id)]
    return [
        *([texts.instead(gathering.by_rule, gathering.moved_for, now)] if gathering.moved_for else []),
        *([f"{texts.fact(texts.SPEAKERS, join_names(speakers))}."] if speakers else []),
        *([f"{texts.fact(texts.ORGANISER, sheet.organiser.name)}."] if sheet.organiser else []),
    ]


def _speaks(sheet: Sheet, person_id: int) -> bool:
    return sheet.appointment.part_of(person_id) is Part.EXPERT and person_id in sheet.people


def _coming(about: Announced) -> list[str]:
    sheet = about.sheet
    free = sheet.free_places
    left = [texts.places(free, len(sheet.replied(Reply.WAITS)))] if free is not None else []
    return [texts.coming([one.name for one in sheet.replied(Reply.COMES)]), *left]


def _where(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Say where it takes place, as it is shown (ready for mrkdwn) and as it is heard (not escaped)."""
    one = sheet.appointment
    shown, spoken = [], []
    if one.place:
        spoken.append(f"{texts.fact(texts.WHERE, one.place)}.")
        shown.append(escape(f"{texts.fact(texts.WHERE, one.place)}."))
    if one.link:
        spoken.append(texts.fact(texts.LINK, one.link))
        shown.append(texts.fact(texts.LINK, f"<{escape(one.link).replace('|', '%7C')}>"))
    return (shown, spoken) if shown else ([texts.NOWHERE], [texts.NOWHERE])


def _small(about: Announced) -> list[str]:
    """Give what stands beside the matter: how to prepare, and what of the programme it is about."""
    series = about.sheet.series
    said = [(texts.PREPARE, clip(about.preparation, SHORT))] if about.preparation else []
    named = [(texts.SKILLS, series.skills), (texts.VALUES, series.valeurs)]
    listed = [f"{texts.fact(name, ', '.join(some))}." for name, some in named if some]
    return [*(texts.fact(name, what) for name, what in said), *([" ".join(listed)] if listed else [])]


def _answers(about: Announced, *, now: datetime) -> list[InteractiveElement]:
    if not about.open_at(now):
        return []
    value, of = str(about.sheet.gathering.id), about.moment(now)
    return [
        button(texts.COME, "gatherings.come", value=value, of=of, style="primary"),
        button(texts.DECLINE, "gatherings.decline", value=value, of=of),
        button(texts.CALENDAR, "gatherings.calendar", value=value, of=of),
    ]


def _cancelled(about: Announced, *, now: datetime) -> Message:
    said = escape(texts.cancelled(about.label, about.when(now)))
    return message(said, section(bold(said)))


def _said(key: str, facts: Sequence[str], *, buttons: Sequence[InteractiveElement] = ()) -> Message:
    """Draw a key sentence, facts and buttons; all of it is escaped here."""
    said = [escape(key), *map(escape, facts)]
    blocks: list[Block] = [section("\n".join([bold(said[0]), *said[1:]]))]
    blocks += [actions(*buttons)] if buttons else []
    return message(" ".join(said), *blocks)
