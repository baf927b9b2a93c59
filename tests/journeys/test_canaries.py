"""A canary in each private column of the product, looked for wherever others, or who runs the bot, might read it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.agenda.calendars import calendars
from bot.agenda.model import Draft, State
from bot.dates.paris import day_of
from bot.gatherings.kinds import SEMINAR
from bot.helping.model import HelpWords, WordSort
from bot.logbook.model import FieldText
from bot.mentoring import coaches
from bot.metrics import metrics_text
from bot.programme.service import actor_of
from bot.records import export, glance
from bot.rights import rights
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.agenda import appointments as agenda
from storage.agenda import busy, drafts, entries
from storage.agenda.entries import StoredEntry
from storage.database import Transaction
from storage.gatherings import feedback
from storage.helpdesk import asks
from storage.logbook import logbooks
from storage.personal import KEPT, ErasureEffect
from storage.programme import helping, promotions
from storage.records import actions
from storage.tables import metadata
from tests.databases import everything
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import Promotion

TESTS = Path(__file__).parent.parent
COACHES = frozenset({"claire", "david"})
# Planted here in Inès' name; beside each, who may read it: she and these.
PLANTED: dict[str, frozenset[str]] = {
    "busy_feeds.calendars": frozenset(),
    "busy_feeds.sealed": frozenset(),
    "busy_feeds.url": frozenset(),
    "busy_feeds.username": frozenset(),
    "busy_feeds.writes_to": frozenset(),
    "calendar_entries.address": frozenset(),
    "calendar_entries.calendar": frozenset(),
    "coach_requests.line": COACHES,
    "drafts.content": frozenset(),
    "feeds.token": frozenset(),
    "gathering_feedback.words": frozenset({"claire"}),
    "gathering_needs.text": frozenset({"claire"}),
    "helpdesk_notes.text": COACHES,
    "helpdesk_requests.need": COACHES,
    "helping_words.word": frozenset(),
    "logbook_words.aside": frozenset(),
    "logbook_words.asked": frozenset(),
    "logbook_words.text": frozenset(),
    "logbook_evidence.said": frozenset(),
    "logbook_shares.text": frozenset({"claire"}),
    "logbook_shares.title": frozenset({"claire"}),
}
# Planted too, for those whom an appointment or an action is of: they stay when Inès is erased, as her team needs them.
SHARED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("actions.link", "actions.origin_link", "actions.what", "actions.why"), COACHES),
    "appointments.link": frozenset({"claire"}),
    "appointments.reason": frozenset({"claire"}),
}
# What a team, its porteurs and the coaches write and read together: who may is the permission table's.
OF_A_TEAM = {
    *("committee_lines.disagrees", "committee_lines.what", "committee_lines.why", "gathering_adjustments.content"),
    *("gathering_proposals.text", "report_advice.reason", "report_advice.what", "reports.before", "versions.text"),
    *("mentoring_sessions.why", "words.text", "changes.earlier", "setups.content", "workshop_lines.what"),
    *(f"workshops.{one}" for one in ("experts", "format", "materials", "place", "question")),
}
# Said to all whom it is for, or no words: the programme's page, names, places, what a gathering is about, keys.
SHOWN = {
    *("people", "promotions", "defis", "phases", "memberships", "catalogue_entries", "catalogue_others", "polls"),
    *(
        "catalogue_pages",
        "formats",
        "shapes",
        "gathering_series",
        "gatherings",
        "openings",
        "year_lines",
        "year_plans",
        "notices",
        "history",
    ),
    *("supports.questions", "supports.axes", "reports.sections"),  # as the programme asks them
    *("receipts.key", "committee_rounds.weeks", "mentoring_cycles.domain", "appointments.place", "appointments.tags"),
}
# Searched for by a test of their own, which has the rows that they need: the file, and a word of it that says so.
ELSEWHERE = {
    "absences.word": ("storage/test_personal.py", "absences.word"),
    "helpdesk_requests.document_name": ("bot/helpdesk/test_calls.py", "plan.pdf"),
    "helpdesk_requests.document_ref": ("bot/helpdesk/test_calls.py", "F0PLAN"),
    "letters.text": ("bot/records/test_letters.py", "canari-de-la-lettre"),
    "mentoring_cycles.link": ("bot/mentoring/test_coaches.py", "tres-secret"),
    "mentoring_cycles.need": ("bot/mentoring/test_coaches.py", "deux lignes"),
    "mentoring_cycles.reason": ("bot/mentoring/test_coaches.py", "Motif secret"),
    "mentoring_reviews.text": ("storage/test_personal.py", "own_words"),
    "replies.words": ("bot/planning/test_mailroom.py", "canari-du-commentaire"),
}
# No words of anybody: keys, ids, times, or what is said to be shown.
NO_WORDS = {
    *("absences.batch", "absences.hours_before", "busy_feeds.etag", "busy_feeds.modified", "committee_half_days.shut"),
    *("bounces.email", "calendar_entries.digest", "calendar_entries.found"),
    *("coach_requests.dispositif", "drafts.id", "helpdesk_requests.wished", "helpdesk_waits.draft_id", "homes.digest"),
    "helpdesk_waits.format_key",
    *("homes.hash", "logbook_evidence.fact", "logbook_evidence.tags", "logbook_levels.skill", "logbooks.skills"),
    *("polls.title", "poll_voters.answers", "expertises.name", "gathering_presenters.about", "helping_asks.word"),
}


def private() -> Iterator[str]:
    """Give each text column that goes with its person."""
    for one in KEPT:
        texts = [each.name for each in one.columns.columns if isinstance(each.type, sa.String)]
        if one.end is ErasureEffect.WORDS:
            texts = [name for name in one.words if name in texts]
        elif one.end is not ErasureEffect.GONE:
            continue
        for name in texts:
            if (one.columns.c[name].type.length or 999) > 30:  # type: ignore[attr-defined] # of a text
                yield f"{one.table}.{name}"


def canary(column: str) -> str:
    return f"canari{[*PLANTED, *SHARED].index(column):02}x"


def test_each_private_column_has_its_canary() -> None:
    """A new column that goes with its person is planted here, or names the test that looks for its words."""
    assert {*private()} == {*PLANTED, *ELSEWHERE, *NO_WORDS}
    for column, (file, word) in ELSEWHERE.items():
        assert word in (TESTS / file).read_text("utf-8"), column


def test_each_text_column_says_whom_it_is_for() -> None:
    """A new one that is private is planted here; what it is else is said above."""
    said = {*PLANTED, *SHARED, *ELSEWHERE, *NO_WORDS, *OF_A_TEAM}
    texts = {
        f"{table.name}.{each.name}"
        for table in metadata.sorted_tables
        for each in table.columns
        if isinstance(each.type, sa.String) and (each.type.length or 999) > 60
    }
    assert {one for one in texts - said if not {one, one.partition(".")[0]} & SHOWN} == set()
    assert {*SHARED, *OF_A_TEAM} - texts == set()


def plant(tx: Transaction, gatherings: Gatherings, *, request_id: int, gathering_id: int) -> None:
    """Write a canary into each of these columns."""
    ines, claire, now = gatherings.ids["ines"], gatherings.ids["claire"], gatherings.now
    server, user, sealed = (canary(f"busy_feeds.{one}") for one in ("url", "username", "sealed"))
    busy.replace_feed(tx, ines, f"https://agenda.example.org/{server}/", username=user, sealed=sealed)
    kept = busy.read(tx, ines)
    assert kept
    busy.set_calendars(tx, kept, calendars=[canary("busy_feeds.calendars")], writes_to=canary("busy_feeds.writes_to"))
    (one,) = agenda.list_by_people(tx, [ines], since=now, until=now + timedelta(days=30), states=[State.CONFIRMED])
    calendar, address = (canary(f"calendar_entries.{one}") for one in ("calendar", "address"))
    entries.save(tx, StoredEntry(ines, one.id, calendar, address, "", one.starts, one.ends))
    link, reason = (canary(f"appointments.{name}") for name in ("link", "reason"))
    found = agenda.appointments
    tx.execute(sa.update(found).where(found.c.id == one.id).values(link=f"https://{link}.example.org/", reason=reason))
    action = {name: canary(f"actions.{name}") for name in ("what", "why", "link", "origin_link")}
    whose = {"promotion_id": gatherings.ids["promotion"], "defi_id": gatherings.ids["relais"], "owner_id": ines}
    when = {"due": f"{now + timedelta(days=5):%Y-%m-%d}", "created_at": now, "created_by": ines}
    actions.add(tx, **action, **whose, **when, state="todo", origin="nothing")
    drafts.add(tx, Draft("draft-canari", ines, canary("drafts.content"), now + timedelta(days=300)))
    feedback.put_need(tx, gathering_id, ines, text=canary("gathering_needs.text"), now=now)
    asks.add_note(tx, request_id=request_id, author_id=ines, text=canary("helpdesk_notes.text"), now=now)
    helping.replace_words(
        tx, ines, HelpWords({WordSort.LEARN: (canary("helping_words.word"),)}, shown=True, details=True), now=now
    )
    book = logbooks.make(tx, ines, gatherings.ids["promotion"])
    aside, asked, text = (canary(f"logbook_words.{one}") for one in ("aside", "asked", "text"))
    logbooks.set_word(tx, book, FieldText("2026-05", "avance", text, 1, now, aside, asked))
    title, shown = canary("logbook_shares.title"), canary("logbook_shares.text")
    logbooks.add_share(tx, book, person_id=ines, coach_id=claire, title=title, text=shown)
    rows = {
        "coach_requests": {"dispositif": "atelier", "line": canary("coach_requests.line"), "asked_at": now},
        "feeds": {"token": canary("feeds.token"), "made_at": now},
        "gathering_feedback": {
            "gathering_id": gathering_id,
            "mark": "yes",
            "words": canary("gathering_feedback.words"),
            "at": now,
        },
    }
    for name, row in rows.items():
        tx.execute(sa.insert(metadata.tables[name]).values(person_id=ines, **row))
    said = {"month": "2026-05", "fact": "seance-1", "day": "2026-05-04", "tags": ""}
    said["said"] = canary("logbook_evidence.said")
    tx.execute(sa.insert(metadata.tables["logbook_evidence"]).values(logbook_id=book, **said))


def look_around(gatherings: Gatherings, who: Person) -> None:
    """Open and type all that shows something of others."""
    who.open_home()
    for line in (
        "/dispositifs agenda",
        "/bureau-aide liste",
        "/mentorat liste",
        "/dispositifs qui",
        "/dispositifs qui canari",
    ):
        who.command(line)
    who.command("/dispositifs programme")
    who.command("/dispositifs canari")
    gatherings.settle()


def of_message(one: Message) -> list[str]:
    return [one.words, str(one.blocks), str(one.metadata)]


def read_by(who: Person) -> list[str]:
    """Give all that somebody could read."""
    told = [text for one in who.inbox() for text in of_message(one)]
    told += [reply.words for reply in who.replies()]
    home = who.home()
    return [*told, *([str(home.body)] if home else [])]


def of_the_house(promotion: Promotion, caplog: pytest.LogCaptureFixture, *, now: datetime) -> list[str]:
    """Give what stands outside conversations: the log, figures, mails, feeds, tables and texts that are exported."""
    told = [record.getMessage() for record in caplog.records]
    told += [metrics_text().decode(), *(letter.text for letter in promotion.stage.slack.post.letters)]
    with promotion.database.transaction() as tx:
        claire = actor_of(tx, promotion.ids["claire"])
        told.append(coaches.export_cycles(tx, claire, now=now).decode("utf-8-sig"))
        found = glance.gather_export(tx, promotions.promotions_not_ended(tx, day_of(now))[0].id, now=now)
        told.append(export.write_table(found).decode("utf-8-sig"))
        told += [export.write_document(row, found.meetings.get(row.defi.id)) for row in found.found.rows]
        token = calendars.ensure_feed_token(tx, claire, now=now)
        feed = (calendars.read_feed(tx, token, now=now) or b"").decode()
        told.append(feed.replace(canary("appointments.link"), ""))  # she hosts it
    return told


def test_what_is_private_is_read_by_whom_it_is_for_alone_and_by_nobody_once_erased(
    gatherings: Gatherings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    promotion, ines = gatherings.promotion, gatherings.ines
    promotion.book(ines, need=canary("helpdesk_requests.need"))
    promotion.stand()
    seminar = gatherings.make(gatherings.series(SEMINAR))
    with promotion.database.transaction() as tx:
        request_id = tx.execute(sa.select(metadata.tables["helpdesk_requests"].c.id)).scalar_one()
        plant(tx, gatherings, request_id=request_id, gathering_id=seminar.id)
        rows = repr(everything(tx))
    assert [one for one in (*PLANTED, *SHARED) if canary(one) not in rows] == []
    gatherings.go_to(gatherings.now + timedelta(days=8))  # reminders, weeks and journals are told
    for key in ("lea", "sami", "ines", "claire", "david", "nadia"):
        look_around(gatherings, gatherings.people[key])
    for key in ("lea", "sami", "claire", "david", "nadia"):
        told = read_by(gatherings.people[key])
        found = {column for column in PLANTED | SHARED if any(canary(column) in text for text in told)}
        assert found <= {column for column, readers in (PLANTED | SHARED).items() if key in readers}, key
    told = [
        text for one in (gatherings.channel, promotion.general) for each in one.messages for text in of_message(each)
    ]
    told += of_the_house(promotion, caplog, now=gatherings.now)
    assert [column for column in PLANTED | SHARED if any(canary(column) in text for text in told)] == []
    with promotion.database.reading() as tx:
        held = {table: repr(several) for table, several in everything(tx).items()}
    elsewhere = {(one, table) for one in PLANTED | SHARED for table in held if canary(one) in held[table]}
    assert {(one, table) for one, table in elsewhere if table != one.partition(".")[0]} == set()
    with promotion.database.transaction() as tx:
        rights.erase_actor(tx, actor_of(tx, gatherings.ids["ines"]), now=gatherings.now)
    gatherings.settle()
    with promotion.database.reading() as tx:
        left = repr(everything(tx))
    assert [column for column in PLANTED if canary(column) in left] == []
    for name in ("Inès Diallo", ines.email or "?"):
        assert name not in left
