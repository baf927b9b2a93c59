"""Views of the steps to request a cycle: the need, the mentor, the séances, the confirmation. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, DatePickerElement, InteractiveElement, PlainTextInputElement, PlainTextObject

from bot.catalogue.formats import CycleTerms
from bot.dates.paris import from_epoch
from bot.dates.words import day_words, moment_words, weekday_words
from bot.mentoring.cycle import CycleState
from bot.mentoring.matching.matching import next_month
from bot.mentoring.matching.plan import fits_window
from bot.mentoring.matching.times import earliest_day
from bot.mentoring.model import (
    LINK_LIMIT,
    NEED_LIMIT,
    CycleChoices,
    CycleOffer,
    CycleSheet,
    CycleWish,
    DayHalf,
    MentorMatch,
    Obstacle,
    SuitableTimes,
)
from bot.programme.model import Person
from bot.programme.spelling import name_sort_key
from handlers.kit.blocks import (
    Choice,
    Json,
    accessory_section,
    actions,
    button,
    context,
    field,
    modal,
    multi_select,
    section,
    select,
    text_area,
)
from handlers.kit.escaping import Said, clip
from handlers.kit.fields import MOST_BOXES, checkboxes, defi_choices
from handlers.kit.sentences import join_text
from handlers.kit.texts import PRECISE
from handlers.mentoring import texts as shared
from handlers.mentoring.slot_field import GRID, no_time_button, slot_field
from handlers.mentoring.standing import session_moments

from . import texts
from .forms import ANY_MENTOR, SLOTS, write_metadata

MOST_TITLE = 24  # the most characters of a modal's title
GROUP = 100  # the most options of a list without groups, or of one group
WEEKDAYS: list[Choice] = [(weekday_words(day).capitalize(), str(day)) for day in range(5)]
HALVES: list[Choice] = [(texts.HALF_NAMES[half], half.value) for half in DayHalf]


def need_form(choices: CycleChoices, *, shows_all_fields: bool = False, lies_over_next: bool = False) -> Json:
    """Build the form of the first step: the need, the domain, and each other field that already has a value.

    If `shows_all_fields`, it has all fields. `lies_over_next` means that the modal lies over the next step."""
    wish = choices.wish or CycleWish(defi_id=choices.teams[0][0].id)
    need = text_area("need", limit=NEED_LIMIT, initial=wish.need or None)
    # This is a plain field, since Slack's URL field shows its own error messages.
    link = PlainTextInputElement(action_id="link", max_length=LINK_LIMIT, initial_value=wish.link or None)
    blocks = [
        section(_intro_sentence(choices)),
        *_defi_fields(choices, wish),
        section(texts.QUESTIONS(span=choices.terms.span)),
    ]
    if shows_all_fields or wish.link:
        blocks += [
            field("need", texts.NEED, need, hint=texts.NEED_OR_LINK_HINT, optional=True),
            field("link", texts.LINK, link, hint=texts.LINK_HINT, optional=True),
        ]
    else:
        blocks.append(field("need", texts.NEED, need, hint=texts.NEED_HINT))
    blocks += [context(texts.READERS), *([] if choices.terms.is_own else [_domain_field(choices, wish)])]
    timed = wish.from_day is not None or wish.suits != SuitableTimes()
    blocks += _participants_fields(choices, wish) if shows_all_fields or wish.guest_ids else []
    blocks += _when_fields(wish.suits, wish.from_day) if shows_all_fields or timed else []
    blocks += [_mentor_field(choices, wish)] if shows_all_fields or wish.mentor_id is not None else []
    private = write_metadata(choices.draft_id, lies_over_next=lies_over_next, format_key=choices.terms.format_key)
    if not (shows_all_fields or (wish.link and wish.guest_ids and timed and wish.mentor_id is not None)):
        blocks.append(accessory_section(texts.PRECISE_ABOUT, button(PRECISE, "mentoring.start", value=private)))
    title = clip(choices.terms.format_name, MOST_TITLE) or texts.TITLE
    return modal("mentoring.need", title, blocks, submit=texts.CONTINUE, private_metadata=private)


def _intro_sentence(choices: CycleChoices) -> Said:
    length, several, span = choices.terms.length, choices.terms.several, choices.terms.span
    if choices.terms.is_own:
        return texts.OF_OWN(about=choices.about, length=length, several=several, span=span)
    return texts.INTRO(length=length, several=several, span=span)


def offer_form(offer: CycleOffer, *, before: CycleSheet | None = None, now: datetime) -> Json:
    """Build the form of the next step: the possible mentors, or the séances with the chosen mentor.

    If a coach asks another mentor for the asker, `before` is the request that failed."""
    draw = mentors_form if offer.wish.mentor_id is None else plan_form
    return draw(offer, before=before, now=now)


def mentors_form(offer: CycleOffer, *, before: CycleSheet | None = None, now: datetime) -> Json:
    """Build the list of possible mentors, best first. Each has the reasons, the earliest start and a button."""
    blocks, own = _for_whom_blocks(before), offer.wish.terms.is_own
    if offer.matches:
        found, ranked = texts.found(offer.wish.domain, len(offer.matches)), texts.RANKED
        if own:
            found, ranked = texts.found_hosts(offer.wish.terms.what, len(offer.matches)), texts.RANKED_HOSTS
        blocks += [section(found), context(ranked)]
    else:
        nobody = texts.NOBODY_FOR_THEM if before else texts.NOBODY
        blocks.append(section(texts.NOBODY_FREE if own else nobody))
    for match_ in offer.matches:
        blocks += [
            section(_reasons_sentence(match_, is_own_format=own, now=now)),
            actions(_choose_button(offer, match_)),
        ]
    if before is None:
        blocks.append(actions(_back_button(offer)))
    title = texts.HOSTS_TITLE if own else texts.MENTORS_TITLE
    return modal("mentoring.mentors", title, blocks, private_metadata=offer.draft_id)


def plan_form(offer: CycleOffer, *, before: CycleSheet | None = None, now: datetime) -> Json:
    """Build the form of the séances with a mentor, each with other times to choose.

    If the mentor has no published hours, the request has no times. If the request cannot be sent, the form says why,
    and offers the next month, another mentor, or the first step."""
    match = offer.match
    sends = match is not None and bool(match.mentor.room) and (bool(match.starts) or not match.mentor.has_hours)
    planned = match is not None and sends and match.mentor.has_hours
    others = texts.OTHER_HOSTS if offer.wish.terms.is_own else texts.OTHERS
    row: list[InteractiveElement] = [button(others, "mentoring.others", value=offer.draft_id)]
    if match is not None and match.mentor.room and not sends:
        row = [*_next_month_button(offer, now=now), *row]
    if before is None:
        row += [_back_button(offer), *([no_time_button(offer.wish.terms)] if planned else [])]
    title = texts.ASK_TITLE if sends else texts.NO_DATE_TITLE
    if planned:
        title = texts.PLAN_TITLE(count=shared.count(offer.wish.terms.sessions)).plain
    return modal(
        "mentoring.send",
        title,
        [*_for_whom_blocks(before), *_offer_blocks(offer, now=now), actions(*row)],
        submit=texts.SEND if sends else None,
        private_metadata=offer.draft_id,
    )


def request_sent_modal(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Json:
    cycle, name = sheet.cycle, sheet.mentor.name
    if cycle.answer_by is None or cycle.state not in (CycleState.HELD, CycleState.ASKED):
        already = texts.ALREADY_SENT_OWN if cycle.terms.is_own else texts.ALREADY_SENT
        return modal("mentoring.sent", shared.SENT_TITLE, [section(already)], last=True)
    until = moment_words(cycle.answer_by, now)
    if cycle.state is CycleState.HELD:
        times = shared.listed(session_moments(sheet.timed_sessions, now))
        said = texts.SENT_HELD(number=cycle.terms.number, name=name, times=times, until=until)
    else:
        said = texts.SENT_ASKED(several=cycle.terms.several, name=name, until=until)
    following = texts.NEXT if viewer_id == cycle.asked_by else texts.NEXT_FOR_THEM(asker=sheet.asker.name)
    return modal("mentoring.sent", shared.SENT_TITLE, [section(said), section(following)], last=True)


def taken_time_errors(
    starts: Sequence[int],
    chosen: Mapping[str, datetime],
    *,
    terms: CycleTerms,
    lost_field: str,
    is_taken: bool = True,
    now: datetime,
) -> dict[str, str]:
    """Return the errors of taken times. Each error names the three nearest free times that fit the other séances.

    If no time is left for a séance, one error says what to do. `starts` has free times in seconds since 1970. `chosen`
    has the times by field. `lost_field` is the field of the refused time, which a rule excludes unless `is_taken`."""
    free = {*starts}
    times = {name: int(moment.timestamp()) for name, moment in chosen.items()}
    said = {name: texts.TAKEN for name, one in times.items() if one not in free}
    said[lost_field] = texts.TAKEN if is_taken else texts.CANNOT_BE_BOOKED
    near = {name: _nearest_times(starts, times, name, terms=terms, now=now) for name in times if name in said}
    stuck = [name for name, some in near.items() if not some]
    if stuck:
        first = lost_field if lost_field in stuck else stuck[0]
        said[first] = f"{said[first]} {texts.NOTHING_LEFT}"
    return {name: texts.left(said[name], some) if some else said[name] for name, some in near.items()}


def _nearest_times(
    starts: Sequence[int], times: Mapping[str, int], name: str, *, terms: CycleTerms, now: datetime
) -> list[str]:
    others, gone = [one for other, one in times.items() if other != name], times[name]
    listed = [one for one in starts if one % GRID == 0 and one != gone and fits_window([*others, one], terms)]
    near = sorted(listed, key=lambda one: (abs(one - gone), one))[:3]
    return [moment_words(from_epoch(one), now) for one in sorted(near)]


def _offer_blocks(offer: CycleOffer, *, now: datetime) -> list[Block | Json]:
    match, terms = offer.match, offer.wish.terms
    if match is None:
        return [section(texts.GONE_HOST if terms.is_own else texts.GONE)]
    name = match.mentor.person.name
    speaks = _expertise_line(match, is_own_format=terms.is_own)
    if not match.mentor.room:
        return [section(texts.FULL(name=name))]
    if not match.mentor.has_hours:
        return [
            section(texts.WITHOUT_HOURS(of_period=terms.of_period, several=terms.several, name=name, speaks=speaks))
        ]
    if not match.starts:
        since = day_words(earliest_day(offer.wish.from_day, now=now), now)
        why = texts.OBSTACLES[match.obstacle or Obstacle.TOO_FEW](name=name)
        return [section(texts.NO_PLAN(several=terms.several, span=terms.span, name=name, since=since, why=why))]
    free = [slot.starts for slot in offer.slots]
    fields = [_session_field(at, match, free, now=now) for at in range(len(match.starts))]
    change_any = texts.CHANGE_ANY(number=terms.number)
    plan = texts.PLAN(length=terms.length, several=terms.several, name=name, speaks=speaks, change_any=change_any)
    return [section(plan), *fields, context(texts.HOLD(many=terms.sessions))]


def _session_field(index: int, match: MentorMatch, free_starts: Sequence[int], *, now: datetime) -> Json:
    planned, name = match.starts[index], SLOTS[index]
    drawn: Json = slot_field(
        name, texts.SESSION(number=index + 1).plain, free_starts, near_start=planned, chosen_start=planned, now=now
    ).to_dict()
    # The element's id contains the mentor, since Slack would keep the choice of another list under the same id.
    return drawn | {"element": drawn["element"] | {"action_id": f"{name}:{match.mentor.person.id}-{planned}"}}


def _reasons_sentence(match: MentorMatch, *, is_own_format: bool, now: datetime) -> Said:
    mentor = match.mentor
    if match.starts:
        when = texts.FIRST_TIME(when=moment_words(from_epoch(match.starts[0]), now))
    elif mentor.has_hours:
        when = texts.STUCK(why=texts.IN_SHORT[match.obstacle or Obstacle.TOO_FEW])
    else:
        when = texts.NO_HOURS_YET
    return texts.REASONS(
        name=mentor.person.name,
        speaks=_expertise_line(match, is_own_format=is_own_format),
        room=texts.room(mentor.room),
        when=when,
    )


def _expertise_line(match: MentorMatch, *, is_own_format: bool) -> Said:
    if not match.expertises:
        return join_text([])
    domain, *more = match.expertises
    return texts.expertises("" if is_own_format else domain, more, helps=match.helps)


def _for_whom_blocks(before: CycleSheet | None) -> list[Block | Json]:
    return [section(texts.FOR_WHOM(asker=before.asker.name, defi=before.defi.name))] if before else []


def _choose_button(offer: CycleOffer, match: MentorMatch) -> InteractiveElement:
    person = match.mentor.person
    label = texts.SEE_SESSIONS(count=shared.count(len(match.starts))).plain if match.starts else texts.SEE_OTHER_DATES
    if not match.mentor.has_hours:
        label = texts.ASK_THEM
    return button(label, "mentoring.choose_mentor", value=f"{offer.draft_id} {person.id}", of=person.name)


def _back_button(offer: CycleOffer) -> InteractiveElement:
    return button(texts.BACK, "mentoring.back", value=offer.draft_id)


def _next_month_button(offer: CycleOffer, *, now: datetime) -> list[InteractiveElement]:
    if next_month(offer.wish, now=now) <= earliest_day(offer.wish.from_day, now=now):
        return []
    return [button(texts.LATER, "mentoring.later", value=offer.draft_id)]


def _defi_fields(choices: CycleChoices, wish: CycleWish) -> list[Block]:
    if len({*choices.asker.defi_ids}) < 2:
        return []
    defis = defi_choices([defi for defi, _ in choices.teams])
    asked = choices.wish is not None or len(defis) == 1
    initial = next((one for one in defis if asked and one[1] == str(wish.defi_id)), None)
    return [field("defi", texts.DEFI, select("defi", texts.CHOOSE, defis, initial=initial))]


def _domain_field(choices: CycleChoices, wish: CycleWish) -> Block:
    domains = [(name, name) for name in choices.domains]
    initial = next((domain for domain in domains if domain[1] == wish.domain or len(domains) == 1), None)
    if len(domains) <= GROUP:
        chooser = select("domain", texts.CHOOSE, domains, initial=initial)
    else:
        parts = [domains[at : at + GROUP] for at in range(0, len(domains), GROUP)]
        groups = [(texts.DOMAINS_MORE if at else texts.DOMAINS, part) for at, part in enumerate(parts)]
        chooser = select("domain", texts.CHOOSE, groups=groups, initial=initial)
    return field("domain", texts.DOMAIN, chooser)


def _participants_fields(choices: CycleChoices, wish: CycleWish) -> list[Block]:
    """Build the field to choose the asker's teammates. A large team gets a list instead of check boxes."""
    teams: dict[int, tuple[Person, list[str]]] = {}
    for defi, team in choices.teams:
        for person in team:
            if person.id != choices.asker.id:
                teams.setdefault(person.id, (person, []))[1].append(defi.name)
    several = len(choices.teams) > 1
    people = [
        (texts.named_with(person.name, names if several else ()), str(person.id)) for person, names in teams.values()
    ]
    come = [person for person in people if int(person[1]) in wish.guest_ids]
    if not people:
        return []
    if len(people) <= MOST_BOXES:
        chooser = checkboxes("participants", people, ticked=come)
        return [field("participants", texts.PARTICIPANTS, chooser, hint=texts.PARTICIPANTS_HINT, optional=True)]
    groups = [(texts.TEAM, people[at : at + GROUP]) for at in range(0, len(people), GROUP)]
    several_of = multi_select("participants", texts.CHOOSE_PEOPLE, groups, initial=come[:GROUP])
    return [field("participants", texts.PARTICIPANTS, several_of, hint=texts.PARTICIPANTS_HINT, optional=True)]


def _when_fields(suits: SuitableTimes, from_day: date | None) -> list[Block]:
    days = checkboxes("days", WEEKDAYS, ticked=[one for one in WEEKDAYS if int(one[1]) in suits.weekdays])
    halves = checkboxes("halves", HALVES, ticked=[one for one in HALVES if DayHalf(one[1]) in suits.halves])
    picker = DatePickerElement(
        action_id="from_day",
        initial_date=from_day.isoformat() if from_day else None,
        placeholder=PlainTextObject(text=texts.FROM_DAY_PLACEHOLDER, emoji=False),
    )
    return [
        field("days", texts.DAYS, days),
        field("halves", texts.HALVES, halves),
        field("from_day", texts.FROM_DAY, picker, hint=texts.FROM_DAY_HINT, optional=True),
    ]


def _mentor_field(choices: CycleChoices, wish: CycleWish) -> Block:
    known = {mentor.id: mentor for mentors in choices.domains.values() for mentor in mentors}
    named = sorted(known.values(), key=name_sort_key)
    anybody: Choice = (texts.ANY_MENTOR, ANY_MENTOR)
    own = choices.terms.format_name  # The hosts of an added cycle have its name as an expertise (`mentors_of`).
    mentors = [anybody]
    for person in named:
        words = [word for word in person.expertises if word != own]
        mentors.append((texts.named_with(person.name, words), str(person.id)))
    initial = next((mentor for mentor in mentors if mentor[1] == str(wish.mentor_id)), anybody)
    if len(mentors) <= GROUP:
        chooser = select("mentor", texts.CHOOSE, mentors, initial=initial)
    else:
        parts = [mentors[at : at + GROUP] for at in range(0, len(mentors), GROUP)]
        groups = [(texts.SPECIALISTS_MORE if at else texts.SPECIALISTS, part) for at, part in enumerate(parts)]
        chooser = select("mentor", texts.CHOOSE, groups=groups, initial=initial)
    return field("mentor", texts.MENTOR, chooser)
