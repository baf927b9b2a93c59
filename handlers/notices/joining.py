"""Join several reminders to one person into one message. Its metadata lists the names of all these notices.

docs/programme.md, Messages: « Votre semaine » contains preparation, missing documents, yesterday's question, and dates
on which to present. Each notice is checked and updated separately, but all are closed in one transaction."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slack_sdk.models.blocks import DividerBlock

from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import day_of
from bot.dates.working import week_morning
from bot.evaluation import facts as evaluation
from bot.gatherings import facts
from bot.helpdesk import facts as helpdesk
from bot.mentoring import facts as mentoring
from bot.notices.copies import Copy
from bot.notices.model import Action, Notice
from bot.planning.facts import HostAbsence
from bot.records import facts as records
from bot.workshops import facts as workshops
from handlers.agenda.absence import texts as absence_texts
from handlers.agenda.absence.views import open_button
from handlers.agenda.reminders import texts, views
from handlers.kit.blocks import Json, Message, actions, button_object, context, header
from handlers.kit.escaping import clip
from handlers.kit.sentences import end_sentence, join_text
from handlers.kit.told import open_menu
from handlers.records.actions import texts as record_texts

OVER = frozenset(
    {
        ReminderKind.AFTER.value,
        mentoring.CheckIn.kind,
        facts.AttendanceQuestion.kind,
        evaluation.UsefulQuestion.kind,
        workshops.WorkshopOutcomeQuestion.kind,
    }
)  # kinds that ask a question after an event
JOINED = OVER | {
    *(kind.value for kind in ReminderKind),
    facts.Nudge.kind,
    facts.GatheringGroup.kind,
    facts.PresenterQuestion.kind,
    facts.PresenterReminder.kind,
    *(
        one.kind
        for one in (evaluation.HalfDays, evaluation.HalfDaysAgain, evaluation.EmptySupport, evaluation.ReadingNotice)
    ),
    *(
        one.kind
        for one in (
            records.OwnActionsLine,
            records.ActionAssigned,
            records.PostponedTwice,
            records.OwnerLeft,
            records.MinutesQuestion,
            records.AwaitedReportLine,
            records.HostWeek,
        )
    ),
}
# The reader can answer these lines of « Votre semaine » in another place too. The sentence names that place.
SPARED = {
    facts.Nudge.kind: texts.ANSWER_THERE,
    records.OwnActionsLine.kind: record_texts.IN_THE_HOME,
    records.AwaitedReportLine.kind: texts.WHERE_TO_ANSWER,
}
# Kinds of changes that an absence can cause. They are joined into one message.
CHANGED = frozenset(
    {
        *(
            one.kind
            for one in (
                helpdesk.RequestCard,
                helpdesk.HostHandover,
                helpdesk.RequestCancelled,
                helpdesk.TimesQuestion,
                helpdesk.PersonLeft,
            )
        ),
        mentoring.SessionMissed.kind,
        *(one.kind for one in (facts.GatheringCancelled, facts.GatheringHandover)),
    }
)
TOGETHER = JOINED | CHANGED | {HostAbsence.kind}
CLAIMED = TOGETHER | {Copy.kind, records.Minutes.kind}  # all kinds that may share a mail
PUT_OFF = frozenset({ReminderKind.WEEK, ReminderKind.EVE, ReminderKind.HOUR, ReminderKind.DAY})
MOST_BUTTONS = 5  # docs/programme.md allows at most five buttons per message.
OPEN, LINK = "agenda.open", "kit.link"
# People find these buttons in another place too: the list of actions, « Ouvrir », or the appointment's card.
BESIDES = ("records.add", "gatherings.group_calendar", "gatherings.decline", "evaluation.move")
MOST_BLOCKS = 48  # Slack takes 50 blocks.
MOST_TEXT = 3_800  # Slack cuts a text at 4,000 characters.
MOST_LETTERS = 12_000  # Slack refuses blocks with more than about 13,200 characters.


@dataclass(frozen=True, slots=True)
class JoinedPart:
    """One notice's part of a shared message."""

    notice: Notice
    message: Message

    @property
    def kind(self) -> str:
        """Return the kind as which this part is shown, which may differ from the notice's own kind.

        For a person who opted out of the digest, a part of « Votre semaine » becomes the message of the day before."""
        return self.message.told_as or self.notice.kind


def take_joinable_notices(notice: Notice, remaining: deque[Notice]) -> list[Notice]:
    """Remove from `remaining` the notices that may share a message with this notice.

    Return this notice, then the removed notices in order. If it is a mail, remove all mails to the same reader. The bot
    learns which of them fit into one mail only when it renders them."""
    kinds, by_mail = _joinable_kinds(notice, remaining), notice.action is Action.MAIL
    mine = [other for other in remaining if other.recipient == notice.recipient]
    others = mine if by_mail else [notice for notice in mine if _is_post(notice) and notice.kind in kinds]
    for other in others:
        remaining.remove(other)
    return [notice, *others]


def may_join(notice: Notice, remaining: Iterable[Notice] = ()) -> bool:
    """Return whether this notice can share a message. Mails and reminders can.

    `remaining` has the other claimed notices. If one of them is about an absence, changes can share its message too."""
    return notice.action is Action.MAIL or bool(_joinable_kinds(notice, remaining))


def _joinable_kinds(notice: Notice, remaining: Iterable[Notice]) -> frozenset[str]:
    """Return the kinds that may share a message with this notice. If it must be sent alone, return an empty set."""
    if not _is_post(notice):
        return frozenset()
    if notice.kind in JOINED:
        return JOINED
    away = HostAbsence.kind in {
        notice.kind,
        *(other.kind for other in remaining if other.recipient == notice.recipient),
    }
    return CHANGED | {HostAbsence.kind} if away and notice.kind in CHANGED | {HostAbsence.kind} else frozenset()


def _is_post(notice: Notice) -> bool:
    return notice.action is Action.POST and notice.thread_ts is None


def split_into_messages(parts: Sequence[JoinedPart]) -> list[list[JoinedPart]]:
    """Distribute the parts over as few messages as the limits allow. Absences come first."""
    messages: list[list[JoinedPart]] = []
    for part in sorted(_reduce_buttons(parts), key=_group_key):
        if messages and _fits([*messages[-1], part]):
            messages[-1].append(part)
        else:
            messages.append([part])
    return messages


def _group_key(part: JoinedPart) -> tuple[bool, bool]:
    """Return a sort key that puts absences first, and last the kinds that the reader can answer in another place."""
    return part.notice.kind != HostAbsence.kind, part.notice.kind in SPARED


def join_parts(parts: Sequence[JoinedPart], *, max_buttons: int = MOST_BUTTONS) -> Message:
    """Join several parts into one message under one title.

    A single part stays as it is, unless it needs the title of a week or a day. A message has at most `max_buttons`; a
    mail has room for all links. Questions that await the reader come once, after all parts. At the end, one list
    snoozes all parts until before the earliest start. Equal parts are shown once."""
    parts, listed = _fit_buttons(
        sorted({_identity_of(part): part for part in reversed(parts)}.values(), key=_start_key), max_buttons=max_buttons
    )
    of_week = {*SPARED, records.HostWeek.kind}
    kinds = {ReminderKind.WEEK if part.kind in of_week else part.kind for part in parts}
    if not kinds.isdisjoint(CHANGED | {HostAbsence.kind}):
        return _changes_message(parts)
    if len(parts) == 1 and kinds.isdisjoint({ReminderKind.WEEK, ReminderKind.DAY}):
        return parts[0].message
    title = texts.title(kinds, over=kinds & OVER)
    title = texts.DAY if title == texts.WEEK and not _begins_a_week(parts) else title
    blocks: list[Json] = [header(title).to_dict()]
    said, waiting = [end_sentence(title)], []
    for number, part in enumerate(parts):
        own, awaits, _ = views.split_reminder(part.message)
        blocks += [DividerBlock().to_dict()] if number else []
        blocks += [_with_unique_id(block, part.notice) for block in own.blocks]
        said.append(own.text)
        waiting += [awaits] if awaits else []
    for once in waiting[:1]:
        blocks += [DividerBlock().to_dict(), *once.blocks]
        said.append(once.text)
    blocks += [*_button_list(listed), *_snooze_list(parts)]
    if ReminderKind.DAY in kinds and sum(map(_count_buttons, parts)) + bool(listed) < MOST_BUTTONS:
        blocks.append(actions(open_button()).to_dict())
    return Message(clip(join_text(said), MOST_TEXT + 200), tuple(blocks))


def _begins_a_week(parts: Sequence[JoinedPart]) -> bool:
    """Return whether a part is sent at the start of a week. If none is, the message has the title of a day."""
    told = [(part.kind, day_of(part.notice.due)) for part in parts]
    return any(kind == ReminderKind.WEEK or day_of(week_morning(day)) == day for kind, day in told)


def _changes_message(parts: Sequence[JoinedPart]) -> Message:
    """Build one message of changes. It says first who is absent, then what happens to each appointment."""
    if len(parts) == 1:
        return parts[0].message
    ordered = sorted(_reduce_buttons(parts), key=_group_key)
    blocks: list[Json] = [header(absence_texts.CHANGES).to_dict()]
    for number, part in enumerate(ordered):
        blocks += [DividerBlock().to_dict()] if number else []
        blocks += [_with_unique_id(block, part.notice) for block in part.message.blocks]
    said = [end_sentence(absence_texts.CHANGES), *(part.message.text for part in ordered)]
    return Message(clip(join_text(said), MOST_TEXT + 200), tuple(blocks))


def _reduce_buttons(parts: Sequence[JoinedPart]) -> Sequence[JoinedPart]:
    """If all parts have too many buttons, reduce the buttons of the cards in a message about an absence.

    A person who replaces a host in several appointments gets all cards in one message. Each card keeps « Autres
    actions » and, if there is room, the button to join."""
    cards = [part for part in parts if part.notice.kind == helpdesk.RequestCard.kind]
    too_many = sum(map(_count_buttons, parts)) > MOST_BUTTONS
    if not too_many or len(cards) < 2 or all(part.notice.kind != HostAbsence.kind for part in parts):
        return parts
    ends = 2 if 2 * len(cards) + sum(_count_buttons(part) for part in parts if part not in cards) <= MOST_BUTTONS else 1
    return [_keep_end_buttons(part, ends) if part in cards else part for part in parts]


def _keep_end_buttons(part: JoinedPart, button_count: int) -> JoinedPart:
    """Return a part with the last button of its card, and if `button_count` is 2, with the first button too."""
    blocks = tuple(
        {**block, "elements": [*block["elements"][: button_count - 1], block["elements"][-1]]}
        if _count_block_buttons(block)
        else block
        for block in part.message.blocks
    )
    return JoinedPart(part.notice, Message(part.message.text, blocks))


def _start_key(part: JoinedPart) -> tuple[datetime, int]:
    """Return a part's sort key: when it expires, or when it is due if it never expires, and then its sequence number.

    A reminder expires when its event starts."""
    return part.notice.expires or part.notice.due, part.notice.seq


def _identity_of(part: JoinedPart) -> tuple[str, str, int, str]:
    return part.notice.kind, part.notice.subject, part.notice.subject_id, part.message.text


def _snooze_list(parts: Sequence[JoinedPart]) -> list[Json]:
    """Return the snooze list of the reminder that starts first, to snooze all reminders.

    If a reminder has no list, return nothing."""
    lists = [views.split_reminder(part.message)[2] for part in parts if part.notice.kind in PUT_OFF]
    drawn = [one for one in lists if one is not None]
    if len(drawn) < len(lists) or not drawn:
        return []
    return [min(drawn, key=lambda one: len(one["elements"][0]["options"]))]


def _fits(parts: Sequence[JoinedPart]) -> bool:
    blocks = [block for part in parts for block in part.message.blocks]
    return (
        sum(_count_buttons(_without_dispensable_buttons(part)) for part in parts if part.notice.kind not in SPARED)
        <= MOST_BUTTONS
        and len(blocks) + len(parts) <= MOST_BLOCKS
        and sum(len(part.message.text) for part in parts) <= MOST_TEXT
        and sum(len(str(block)) for block in blocks) <= MOST_LETTERS
    )


def _without_dispensable_buttons(part: JoinedPart) -> JoinedPart:
    spared = _without_buttons(part, *BESIDES)
    return _without_buttons(_without_buttons(spared, LINK), OPEN) if _find_elements(part, OPEN) else spared


def _fit_buttons(parts: Sequence[JoinedPart], *, max_buttons: int) -> tuple[Sequence[JoinedPart], list[Json]]:
    """If all parts have too many buttons, remove some. Return the parts, and the buttons for a list « Ouvrir ».

    First remove buttons that people find in another place. Then remove the link to a room, whose address is in the
    text. Then move the buttons « Ouvrir » to the list. Last, remove buttons of lines that people can answer in another
    place."""
    kept, listed = list(parts), []
    if _count_buttons(*kept) > max_buttons:
        kept = [_without_buttons(part, *BESIDES) for part in kept]
    if _count_buttons(*kept) > max_buttons:
        kept = [_without_buttons(part, LINK) if _find_elements(part, OPEN) else part for part in kept]
    if _count_buttons(*kept) > max_buttons:
        listed = list({one["value"]: one for part in kept for one in _find_elements(part, OPEN)}.values())
        kept = [_without_buttons(part, OPEN) for part in kept]
    for number in reversed(range(len(kept))):
        part = kept[number]
        if _count_buttons(*kept) > max_buttons and part.notice.kind in SPARED:
            elsewhere = SPARED[part.notice.kind]
            said = (
                *(block for block in part.message.blocks if not _count_block_buttons(block)),
                context(elsewhere).to_dict(),
            )
            drawn = replace(part.message, text=join_text([part.message.text, elsewhere]), blocks=said)
            kept[number] = JoinedPart(part.notice, drawn)
    return kept, listed


def _button_list(buttons: Sequence[Json]) -> list[Json]:
    """Build a list in place of several buttons « Ouvrir ». Each option has the accessibility label of its button."""
    if not buttons:
        return []
    choices = [(button_object(button), str(button["value"])) for button in buttons]
    return [actions(open_menu(choices)).to_dict()]


def _without_buttons(part: JoinedPart, *names: str) -> JoinedPart:
    rows = [
        block | {"elements": [element for element in block["elements"] if _action_id(element) not in names]}
        if "elements" in block
        else block
        for block in part.message.blocks
    ]
    kept = tuple(row for row in rows if row.get("elements") != [])
    return JoinedPart(part.notice, replace(part.message, blocks=kept))


def _find_elements(part: JoinedPart, name: str) -> list[Json]:
    return [
        element for block in part.message.blocks for element in block.get("elements", ()) if _action_id(element) == name
    ]


def _action_id(element: Json) -> str:
    return str(element.get("action_id")).partition(":")[0]


def _count_buttons(*parts: JoinedPart) -> int:
    return sum(_count_block_buttons(block) for part in parts for block in part.message.blocks)


def _count_block_buttons(block: Json) -> int:
    return sum(element.get("type") == "button" for element in block.get("elements", ()))


def _with_unique_id(block: Json, notice: Notice) -> Json:
    """Return a block with a unique id, since two parts may use the same block id."""
    return {**block, "block_id": f"{block['block_id']}:{notice.seq}"} if "block_id" in block else block
