"""The sheet of a committee: its actions, decisions and subjects not reached. It is sent as minutes the next morning.

Each line is a row, so that several people can write at the same time. A correction is refused if another person has
changed the text meanwhile. If a committee is cancelled, the défi's next committee of the phase shows its lines."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.dates.working import next_working_morning
from bot.errors import Invalid, NotFound
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.notices import notices
from bot.notices.model import Action, NoticeToSend
from bot.programme.history import record, record_once
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from bot.records import actions, facts, news
from bot.records.model import DECISION_LIMIT, LINE_LIMIT, TEAM, Meeting, Origin, SheetLine, SheetLineKind
from storage.database import Reading, Transaction
from storage.programme import people
from storage.records import actions as stored
from storage.records import minutes

SUBJECT = facts.AboutMeeting.subject
# Minutes are sent in the 14 days after the end of the meeting, or not at all.
SEEN_TO = timedelta(days=14)


def read(tx: Reading, actor: Actor, committee_id: int, *, now: datetime) -> Meeting:
    """Return a committee's sheet, for its participants. Raises NotAllowed, NotFound."""
    sheet = describe_committee(tx, committee_id)
    require(actor, "records.meet", sheet)
    return gather_sheet(tx, sheet, now=now)


def gather_sheet(tx: Reading, sheet: CommitteeSheet, *, now: datetime) -> Meeting:
    """Return a committee's sheet. It includes the lines of a cancelled committee of the same défi and phase."""
    places = minutes.list_committees(tx, sheet.committee.round_id, sheet.defi.id)
    written = minutes.lines_by_kind(tx, [committee for committee, _ in places])
    came = stored.list_by_origin(tx, Origin.APPOINTMENT, [appointment for _, appointment in places])
    after = actions.describe_all(tx, came, now=now)
    here = {action.id for action in came}
    before = [action for action in actions.list_open(tx, sheet.defi.id, now=now) if action.action.id not in here]
    named = {line.author_id for lines in written.values() for line in lines if line.author_id is not None}
    known: Mapping[int, Person] = people.by_ids(tx, named - sheet.people.keys()) if named - sheet.people.keys() else {}
    decisions, unreached = written[SheetLineKind.DECISION], written[SheetLineKind.UNREACHED]
    return Meeting(sheet, tuple(before), tuple(decisions), tuple(unreached), tuple(after), {**sheet.people, **known})


def add_decision(
    tx: Transaction,
    actor: Actor,
    committee_id: int,
    *,
    what: str,
    why: str = "",
    disagrees: str = "",
    gesture: str = "",
    now: datetime,
) -> None:
    """Save a decision, once for each form.

    Raises NotAllowed, NotFound, and Invalid for "what" ("none", "long"), "why" ("long") and "disagrees" ("long")."""
    _check_texts(what, why, disagrees)
    if _record_form(tx, actor, committee_id, gesture=gesture, now=now):
        _add_line(tx, actor, committee_id, SheetLineKind.DECISION, (what, why, disagrees), now=now)
        _owe_minutes(tx, committee_id, now=now)


def save_unreached(
    tx: Transaction, actor: Actor, committee_id: int, *, what: list[str], gesture: str = "", now: datetime
) -> None:
    """Save subjects that were not reached, one a line. Repeated subjects are skipped. Raises like `add_decision`."""
    wanted = [text.strip() for text in what if text.strip()]
    for one in wanted or [""]:
        _check_texts(one)
    if _record_form(tx, actor, committee_id, gesture=gesture, now=now):
        kept = {point.what for point in minutes.lines_by_kind(tx, [committee_id])[SheetLineKind.UNREACHED]}
        for one in dict.fromkeys(wanted):
            if one not in kept:
                _add_line(tx, actor, committee_id, SheetLineKind.UNREACHED, (one, "", ""), now=now)
        _owe_minutes(tx, committee_id, now=now)


def open_correction(tx: Reading, actor: Actor, line_id: int) -> SheetLine:
    """Return the line that a form corrects. Raises NotAllowed, NotFound."""
    line = minutes.read(tx, line_id)
    if line is None:
        raise NotFound(thing="line")
    require(actor, "records.meet", describe_committee(tx, line.committee_id))
    return line


def correct_decision(
    tx: Transaction,
    actor: Actor,
    line_id: int,
    *,
    revision: int,
    what: str,
    why: str = "",
    disagrees: str = "",
    now: datetime,
) -> int:
    """Correct a decision, and return the id of its committee. `revision` is the revision that the form shows.

    Raises like `add_decision`. Raises Invalid for "what" ("overtaken") too, if another person corrected the decision
    first."""
    _check_texts(what, why, disagrees)
    line = minutes.lock(tx, line_id)
    if line is None:
        raise NotFound(thing="line")
    require(actor, "records.meet", describe_committee(tx, line.committee_id))
    said = what.strip(), why.strip() or None, disagrees.strip() or None
    if (line.what, line.why, line.disagrees) == said:
        return line.committee_id  # The form was submitted twice.
    if line.revision != revision:
        raise Invalid(field="what", reason="overtaken")
    minutes.change(tx, line_id, what=said[0], why=said[1], disagrees=said[2], revision=revision + 1)
    record(tx, actor, "records.correct", thing=SUBJECT, thing_id=line.committee_id, now=now, detail=str(line_id))
    notices.owe_updates(tx, SUBJECT, line.committee_id, revision=0, due=now)
    return line.committee_id


def add_action(tx: Transaction, actor: Actor, committee_id: int, *, new: actions.NewAction, now: datetime) -> None:
    """Save an action that was agreed in a committee. Raises NotAllowed, NotFound, and the errors of `actions.add`."""
    sheet = describe_committee(tx, committee_id)
    require(actor, "records.meet", sheet)
    place = actions.place_of(tx, appointment_id=sheet.appointment.id)
    late = minutes.minutes_sent(tx, committee_id) is True
    # Update the cards of the sheet before the Homes, which `add` updates.
    _owe_minutes(tx, committee_id, now=now)
    actions.add(tx, actor, new, place=place, after_minutes=late, now=now)


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of committees whose minutes are due. They are due on the working morning after the committee."""
    found = minutes.list_without_minutes(tx, since=now - SEEN_TO)
    return [appointment_id for appointment_id, ends in found if next_working_morning(ends) <= now]


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when the next minutes are due, or None."""
    return min(
        (next_working_morning(ends) for _, ends in minutes.list_without_minutes(tx, since=now - SEEN_TO)), default=None
    )


def tell_minutes(tx: Transaction, committee_id: int, *, now: datetime) -> None:
    """Send the minutes to everybody concerned, once. If nobody wrote any, ask a host, or else the défi's coaches."""
    if minutes.minutes_sent(tx, committee_id) is not None:
        return  # Another replica has done it.
    sheet = describe_committee(tx, committee_id)
    if sheet.is_cancelled or next_working_morning(sheet.appointment.ends) > now:
        return  # The committee was rescheduled.
    written = not gather_sheet(tx, sheet, now=now).is_empty
    minutes.record_minutes_sent(tx, committee_id, was_sent=written, now=now)
    notices.owe_updates(tx, SUBJECT, committee_id, revision=0, due=now)  # The cards now offer the report.
    if written:
        _tell_readers(tx, sheet, due=now, now=now)
    else:
        news.ask_for_minutes(tx, sheet, now=now)
        support.ask_usefulness(tx, sheet, now=now)
    eig = [person.id for person in people.members_of_defi(tx, sheet.defi.id, role=Role.EIG)]
    news.enqueue_report_reminders(tx, sheet, eig=eig, now=now)


def minutes_readers(tx: Reading, sheet: CommitteeSheet) -> list[Person]:
    """Return the readers of the minutes, sorted by name: the défi's team, and participants still in the programme."""
    found = {each.id: each for role in TEAM for each in people.members_of_defi(tx, sheet.defi.id, role=role)}
    found |= {person.id: person for person in sheet.people.values()}
    return sorted((person for person in found.values() if person.roles), key=name_sort_key)


def _tell_readers(tx: Transaction, sheet: CommitteeSheet, *, due: datetime, now: datetime) -> None:
    to, about = minutes_readers(tx, sheet), sheet.committee.id
    notices.tell(tx, facts.Minutes(), about=about, to=[person.id for person in to], due=due)
    notices.owe(tx, [_mail_notice(about, person.id, due=due) for person in to if _is_mailed(person, sheet.defi.id)])
    notices.owe_updates(tx, SUBJECT, sheet.committee.id, revision=0, due=now)


def _mail_notice(committee_id: int, person_id: int, *, due: datetime) -> NoticeToSend:
    return facts.Minutes().owed(committee_id, to=person_id, due=due, action=Action.MAIL, period="mail")


def _is_mailed(person: Person, defi_id: int) -> bool:
    """Return whether a person gets the minutes by mail too. Porteurs of the défi do, because they rarely open Slack."""
    carries = any(membership.role is Role.PORTEUR and membership.defi_id == defi_id for membership in person.current)
    return carries and person.email is not None and person.slack_id is not None  # People without Slack get only mail.


def _owe_minutes(tx: Transaction, committee_id: int, *, now: datetime) -> None:
    """Update minutes that were sent. If a host was asked to write the minutes, send the minutes the next morning."""
    told = minutes.minutes_sent(tx, committee_id)
    if told is None:
        return
    if told:
        notices.owe_updates(tx, SUBJECT, committee_id, revision=0, due=now)
        return
    minutes.record_minutes_sent(tx, committee_id, was_sent=True, now=now)
    _tell_readers(tx, describe_committee(tx, committee_id), due=next_working_morning(now), now=now)


def _record_form(tx: Transaction, actor: Actor, committee_id: int, *, gesture: str, now: datetime) -> bool:
    require(actor, "records.meet", describe_committee(tx, committee_id))
    return not gesture or record_once(tx, f"{SUBJECT} {gesture}", now=now)


def _add_line(
    tx: Transaction, actor: Actor, committee_id: int, kind: SheetLineKind, texts: tuple[str, str, str], *, now: datetime
) -> None:
    what, why, disagrees = (text.strip() or None for text in texts)
    line = minutes.add(
        tx,
        committee_id=committee_id,
        kind=kind.value,
        what=what,
        why=why,
        disagrees=disagrees,
        author_id=actor.person_id,
        written_at=now,
    )
    detail = f"{kind.value} {line}"
    record(tx, actor, "records.write", thing=SUBJECT, thing_id=committee_id, now=now, detail=detail)


def _check_texts(what: str, why: str = "", disagrees: str = "") -> None:
    if not what.strip() or len(what) > DECISION_LIMIT:
        raise Invalid(field="what", reason="long" if what.strip() else "none")
    for name, said in (("why", why), ("disagrees", disagrees)):
        if len(said) > LINE_LIMIT:
            raise Invalid(field=name, reason="long")
