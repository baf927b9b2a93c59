"""Views of a workshop, with its form, its messages to coaches, the list, ideas and results. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement, UserMultiSelectElement

from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words, duration_words, moment_words
from bot.programme.model import Actor, Phase
from bot.programme.permissions import may
from bot.programme.roles import Role
from bot.workshops.model import (
    FORMAT_LIMIT,
    IN_A_PHASE,
    LENGTHS,
    LINE_LIMIT,
    MATERIALS_LIMIT,
    OWN,
    PLACE_LIMIT,
    QUESTION_LIMIT,
    NoteKind,
    WorkshopChoices,
    WorkshopSheet,
    fitting_formats,
)
from handlers.kit.blocks import (
    Described,
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    headed_message,
    line,
    message,
    modal,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.fields import defi_choices, more_fields_block
from handlers.kit.sentences import fact, join_text
from handlers.kit.told import open_button, try_button

from . import texts
from .forms import DEFI, EXPERTS, FORMAT, LENGTH, MAILS, MATERIALS, OWN_FORMAT, PLACE, QUESTION, write_metadata

MAILS_LIMIT = 3000
MOST_LISTED = 10
MOST_BUTTONS = 5


def request_form(
    choices: WorkshopChoices, *, gesture: str, is_proposal: bool, shows_all_fields: bool = False, now: datetime
) -> Json:
    """Build the form, with the open requests. `is_proposal` means that a coach fills it in.

    If `shows_all_fields` is true (« Préciser »), it has fields for another format, what to bring, and more guests. If
    the actor has a single défi, the form does not ask for it."""
    defis, phase = choices.defis, choices.phase
    defi = defis[0] if len(defis) == 1 else None
    lengths = [(texts.LENGTHS[each], str(each)) for each in LENGTHS]
    own = PlainTextInputElement(action_id=OWN_FORMAT, max_length=FORMAT_LIMIT)
    place, materials = _where_fields(defi.place or "" if defi else "", "")
    blocks: list[Block] = [section(texts.INTRO)]
    if defi and phase:
        left = _remaining_words(choices.counts.get(defi.id, 0), requested_count=len(choices.waiting))
        blocks.append(context(texts.COUNT(defi=defi.name, phase=phase.number, left=left)))
    blocks += _open_requests_blocks(choices.waiting, now=now)
    if not defi:
        several = defi_choices(defis[:100])
        blocks.append(field(DEFI, texts.DEFI, select(DEFI, texts.DEFI_CHOOSE, several)))
    blocks += [
        _question_field(),
        field(
            FORMAT,
            texts.FORMAT,
            select(FORMAT, texts.FORMAT_CHOOSE, _format_choices(phase, with_own_format=shows_all_fields)),
        ),
        *([field(OWN_FORMAT, texts.OTHER, own, hint=texts.OWN_HINT, optional=True)] if shows_all_fields else []),
        field(LENGTH, texts.LENGTH, select(LENGTH, texts.LENGTH, lengths, initial=lengths[0])),
        place,
        *([materials, *_guest_fields()] if shows_all_fields else []),
    ]
    if not shows_all_fields:
        blocks.append(more_fields_block(texts.PRECISE_ABOUT, "workshops.start"))
    title, submit = (texts.PROPOSE_TITLE, texts.PROPOSE) if is_proposal else (texts.TITLE, texts.ASK)
    private = write_metadata(gesture, defi.id if defi else None)
    return modal("workshops.asked", title, blocks, submit=submit, private_metadata=private)


def _guest_fields() -> list[Block]:
    experts = UserMultiSelectElement(action_id=EXPERTS, placeholder=texts.EXPERTS_CHOOSE)
    mails = text_area(MAILS, limit=MAILS_LIMIT)
    return [
        field(EXPERTS, texts.EXPERTS, experts, optional=True),
        field(MAILS, texts.MAILS, mails, hint=texts.MAILS_HINT, optional=True),
    ]


def request_sent_modal(
    sheet: WorkshopSheet, open_requests: Sequence[WorkshopSheet], *, viewer_id: int, now: datetime
) -> Json:
    """Build the confirmation of a request, or of a coach's proposal. `open_requests` has the défi's open requests."""
    leads = sheet.workshop.coach_id == viewer_id
    blocks: list[Block] = [section(texts.PROPOSED(defi=sheet.defi.name) if leads else texts.ASKED)]
    experts = [sheet.people[expert] for expert in sheet.workshop.experts if expert in sheet.people]
    unreached = sorted(expert.name for expert in experts if not expert.slack_id and not expert.email)
    blocks += [context(texts.UNREACHED(names=join_names(unreached)))] if unreached else []
    blocks += [actions(date_button(sheet, now=now)), context(texts.FOUND_AGAIN)] if leads else []
    blocks += _open_requests_blocks(
        [sheet_ for sheet_ in open_requests if sheet_.workshop.id != sheet.workshop.id], now=now
    )
    return modal("workshops.done", texts.DONE_TITLE, blocks)


def edit_form(sheet: WorkshopSheet) -> Json:
    workshop = sheet.workshop
    blocks = [_question_field(workshop.question), *_where_fields(workshop.place, workshop.materials)]
    private = f"{workshop.id} {workshop.revision}"
    return modal("workshops.edited", texts.EDIT_TITLE, blocks, submit=texts.KEEP, private_metadata=private)


def done_modal(said: Said) -> Json:
    return modal("workshops.done", texts.DONE_TITLE, [section(said)])


def request_message(sheet: WorkshopSheet, *, now: datetime) -> Message:
    """Build the notice to coaches that a workshop needs a coach. If it has one by now, name this coach."""
    workshop, name = sheet.workshop, sheet.defi.name
    if workshop.ended:
        return text_message(texts.OVER(defi=name))
    if sheet.coach is not None:
        key = texts.TAKEN_BY(name=sheet.coach.name, defi=name)
        return headed_message(key, [texts.QUOTED(question=workshop.question), *fact_lines(sheet)])
    key = unled_sentence(sheet, now=now) if sheet.standing else texts.REQUEST(defi=name, question=workshop.question)
    return headed_message(key, fact_lines(sheet), actions(take_button(sheet, now=now)))


def workshop_taken_message(sheet: WorkshopSheet, *, now: datetime) -> Message:
    """Build the confirmation to the workshop's new coach, with the button to set a date if it has none."""
    said = texts.TAKEN(defi=sheet.defi.name)
    if sheet.standing or sheet.looking:
        return text_message(said)
    more = [texts.QUOTED(question=sheet.workshop.question), *fact_lines(sheet), texts.FOUND_AGAIN]
    return headed_message(said, more, actions(date_button(sheet, now=now)))


def coach_line(sheet: WorkshopSheet, *, now: datetime) -> HomeLine:
    """Build the line of a coach's Home about a workshop that needs a coach or a date."""
    if sheet.workshop.coach_id is None:
        return line(unled_sentence(sheet, now=now), take_button(sheet, now=now))
    return line(texts.UNDATED(defi=sheet.defi.name, question=sheet.workshop.question), date_button(sheet, now=now))


def team_line(sheet: WorkshopSheet, *, now: datetime) -> HomeLine:
    """Build the line of a team's Home about a requested workshop, with its state and what the team can do."""
    asked_for = sheet.workshop
    said = texts.STANDS(defi=sheet.defi.name, state=_state_words(sheet, now=now), question=asked_for.question)
    return line(join_text([said, _asked_by_sentence(sheet, now=now)]), *_change_buttons(sheet, now=now))


def unled_sentence(sheet: WorkshopSheet, *, now: datetime) -> Said:
    when = texts.WHEN.format(when=moment_words(sheet.standing.starts, now)) if sheet.standing else ""
    return texts.UNLED(defi=sheet.defi.name, when=when, question=sheet.workshop.question)


def workshops_message(several: Sequence[WorkshopSheet], *, viewer: Actor, now: datetime) -> Message:
    """Build the list of workshops that a person can see, with at most five buttons. Those without a date come first."""
    asks = {Role.EIG: texts.TITLE, Role.COACH: texts.PROPOSE_TITLE}
    title = next((asks[role] for role in asks if role in viewer.roles), None)
    new = [actions(button(title, "workshops.start"))] if title else []
    if not several:
        return message(texts.NONE, section(texts.NONE), *new)
    shown = sorted(several, key=lambda sheet: not sheet.waits)[:MOST_LISTED]
    lines = [
        texts.LINE(defi=sheet.defi.name, state=_state_words(sheet, now=now), question=sheet.workshop.question)
        for sheet in shown
    ]
    rows = _limit_buttons([_request_buttons(sheet, viewer, now=now) for sheet in shown], MOST_BUTTONS - len(new))
    blocks: list[Block] = []
    for said, row in zip(lines, rows, strict=True):
        blocks += [section(said), *([actions(*row)] if row else [])]
    more = [texts.MORE(count=len(several) - MOST_LISTED)] if len(several) > MOST_LISTED else []
    return message(join_text([*lines, *more], "\n"), *blocks, *map(context, more), *new)


def fact_lines(sheet: WorkshopSheet) -> list[Said]:
    workshop = sheet.workshop
    length = duration_words(workshop.minutes)
    said = [texts.FACTS(format=workshop.named, length=length, place=workshop.place or texts.TO_FIND)]
    said += [fact(texts.NEEDED, workshop.materials)] if workshop.materials else []
    invited = sorted(sheet.people[expert].name for expert in workshop.experts if expert in sheet.people)
    return [*said, *([fact(texts.INVITED, join_names(invited))] if invited else [])]


def _remaining_words(dated_count: int, *, requested_count: int) -> str:
    """Return in words how many of a phase's two workshops a team can still request.

    `dated_count` of them have a date, and `requested_count` are requested already."""
    rest = texts.ALL_HELD if dated_count >= IN_A_PHASE else texts.ALL_ASKED
    return texts.LEFT_TO_ASK.get(IN_A_PHASE - dated_count - requested_count, rest)


def take_button(sheet: WorkshopSheet, *, now: datetime) -> InteractiveElement:
    return button(
        texts.TAKE, f"workshops.take:{sheet.workshop.id}", value=str(sheet.workshop.id), of=_spoken_name(sheet, now=now)
    )


def date_button(sheet: WorkshopSheet, *, now: datetime) -> InteractiveElement:
    """Build the button that sets the workshop's date, through a date poll or at once."""
    return button(
        texts.DATE, f"polls.start:{sheet.workshop.id}", value=f"w{sheet.workshop.id}", of=_spoken_name(sheet, now=now)
    )


def _spoken_name(sheet: WorkshopSheet, *, now: datetime) -> str:
    """Return a workshop's name for screen readers. It has the day of the request, since the question may be long."""
    return f"{day_words(sheet.workshop.created_at, now)}, {sheet.defi.name}, {sheet.workshop.question}"


def _state_words(sheet: WorkshopSheet, *, now: datetime) -> str:
    if sheet.standing:
        return moment_words(sheet.standing.starts, now)
    if sheet.coach is None:
        return texts.WAITS
    return (texts.LOOKED if sheet.looking else texts.LED).format(name=sheet.coach.name)


def _request_buttons(sheet: WorkshopSheet, viewer: Actor, *, now: datetime) -> list[InteractiveElement]:
    workshop = sheet.workshop
    if sheet.standing:
        of = f"{moment_words(sheet.standing.starts, now)}, {sheet.defi.name}"
        return [open_button(sheet.standing.id, of=of)]
    ways = (
        [take_button(sheet, now=now)]
        if workshop.coach_id is None and may(viewer, "workshops.take", thing=sheet)
        else []
    )
    if workshop.coach_id == viewer.person_id and not sheet.looking:
        ways.append(date_button(sheet, now=now))
        ways.append(
            button(
                texts.LEAVE, f"workshops.leave:{workshop.id}", value=str(workshop.id), of=_spoken_name(sheet, now=now)
            )
        )
    return [*ways, *(_change_buttons(sheet, now=now) if may(viewer, "workshops.ask", thing=sheet) else ())]


def _change_buttons(sheet: WorkshopSheet, *, now: datetime) -> list[InteractiveElement]:
    """Build the buttons to edit and to withdraw a request. While a date poll is open, nobody can withdraw it."""
    value, of = str(sheet.workshop.id), _spoken_name(sheet, now=now)
    ways = [button(texts.EDIT, f"workshops.edit:{value}", value=value, of=of)]
    if not sheet.looking:
        ways.append(button(texts.WITHDRAW, f"workshops.withdraw:{value}", value=value, of=of))
    return ways


def _limit_buttons(rows: Sequence[Sequence[InteractiveElement]], max_buttons: int) -> list[list[InteractiveElement]]:
    """Return the rows with at most `max_buttons` in all. Every row gets its first button before any gets a second."""
    places = [(at, row) for row, ways in enumerate(rows) for at in range(len(ways))]
    kept = {*sorted(places)[:max_buttons]}
    return [[way for at, way in enumerate(ways) if (at, row) in kept] for row, ways in enumerate(rows)]


def _open_requests_blocks(open_requests: Sequence[WorkshopSheet], *, now: datetime) -> list[Block]:
    lines = [
        join_text(
            [texts.WAITING(defi=sheet.defi.name, question=sheet.workshop.question), _asked_by_sentence(sheet, now=now)]
        )
        for sheet in open_requests[:MOST_BUTTONS]
    ]
    return [section(join_text([*lines, texts.CHANGED_BY_LIST], "\n"))] if lines else []


def _asked_by_sentence(sheet: WorkshopSheet, *, now: datetime) -> Said:
    who = sheet.people.get(sheet.workshop.asked_by)
    return texts.ASKED_BY(who=who.name if who else texts.SOMEBODY, day=day_words(sheet.workshop.created_at, now))


def _format_choices(phase: Phase | None, *, with_own_format: bool) -> list[Described]:
    known = fitting_formats(phase.number if phase else None)
    told = [
        (format_.name, format_.key, texts.FORMAT_TOLD.format(length=format_.length, preparation=format_.preparation))
        for format_ in known
    ]
    return [*told, (texts.OTHER, OWN, texts.OTHER_TOLD)] if with_own_format else told


def _question_field(initial: str | None = None) -> Block:
    box = text_area(QUESTION, limit=QUESTION_LIMIT, initial=initial)
    return field(QUESTION, texts.QUESTION, box, hint=texts.QUESTION_HINT)


def _where_fields(place: str, materials: str) -> list[Block]:
    where = PlainTextInputElement(action_id=PLACE, max_length=PLACE_LIMIT, initial_value=place or None)
    what = text_area(MATERIALS, limit=MATERIALS_LIMIT, initial=materials or None)
    return [
        field(PLACE, texts.PLACE, where, hint=texts.PLACE_HINT, optional=True),
        field(MATERIALS, texts.MATERIALS, what, hint=texts.MATERIALS_HINT, optional=True),
    ]


WHAT = "what"


def thinking_message(sheet: WorkshopSheet, *, now: datetime) -> Message:
    """Build the workshop's question for the channel of its défi. After the start, it has no button."""
    workshop, date = sheet.workshop, sheet.standing
    if date is None:
        return text_message(texts.WRITING_UNDATED(defi=sheet.defi.name, question=workshop.question))
    if date.starts <= now:
        return text_message(texts.BEGUN(defi=sheet.defi.name, question=workshop.question))
    ideas = len(sheet.lines_of_kind(NoteKind.IDEA))
    more = [texts.PREPARE(what=workshop.preparation)] if workshop.preparation else []
    more += [texts.MANY(count=ideas)] if ideas > 1 else [texts.ONE] if ideas else []
    key = texts.THINK(defi=sheet.defi.name, when=moment_words(date.starts, now), question=workshop.question)
    return headed_message(key, [*more, texts.GATHERED], actions(write_button(sheet, NoteKind.IDEA, now=now)))


def produced_message(sheet: WorkshopSheet, *, now: datetime) -> Message:
    key, date = texts.CAME(defi=sheet.defi.name), sheet.standing
    ways = [write_button(sheet, NoteKind.PRODUCT, now=now)]
    if date is not None:
        of = f"{moment_words(date.starts, now)}, {sheet.defi.name}"
        ways += [try_button(date.id, of=of), open_button(date.id, of=of)]
    return headed_message(key, [texts.CAME_WHY], actions(*ways))


def write_button(sheet: WorkshopSheet, kind: NoteKind, *, now: datetime) -> InteractiveElement:
    when = moment_words(sheet.standing.starts, now) if sheet.standing else ""
    value = f"{kind.value} {sheet.workshop.id}"
    return button(texts.ADD[kind], f"workshops.write:{sheet.workshop.id}", value=value, of=f"{when}, {sheet.defi.name}")


def writing_form(sheet: WorkshopSheet, kind: NoteKind, *, gesture: str) -> Json:
    """Build the form to add an idea or a result. The last ten ideas or results stand above the field."""
    so_far = []
    for written in sheet.lines_of_kind(kind):
        author = sheet.people.get(written.author_id or 0)
        so_far.append(texts.SAYS(what=written.what, who=author.name if author else texts.SOMEBODY))
    blocks: list[Block] = [section(join_text(so_far[-10:], "\n"))] if so_far else []
    blocks.append(field(WHAT, texts.WHAT[kind], text_area(WHAT, limit=LINE_LIMIT), hint=texts.HINT[kind]))
    private = f"{kind.value} {sheet.workshop.id} {gesture}"
    return modal(
        "workshops.written", texts.WRITING_TITLE[kind], blocks, submit=texts.WRITING_KEEP, private_metadata=private
    )


def writing_done_modal() -> Json:
    return modal("workshops.done", texts.DONE_TITLE, [section(texts.DONE)])
