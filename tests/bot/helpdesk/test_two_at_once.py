"""What two people do within the same two minutes, settled at one look: each hears what the other did, and no more."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations, product

import pytest

from bot.agenda import pending
from bot.agenda.model import Part, Reply
from bot.helpdesk import away, changes, facts, hosting, news, service
from bot.helpdesk.model import RankedHost, RankReason
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau, opened
from tests.faults.test_starts_at_once import beside

TOLD = {facts.SessionsAdded.kind: "added", facts.RequestMoved.kind: "moved", facts.RequestCancelled.kind: "cancelled"}
EVERYBODY = ("lea", "sami", "claire")


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def add(bureau: Bureau, number: int, who: str) -> None:
    """Add a séance, as an EIG does."""
    actor, draft = bureau.actor(who), f"added-{who}"
    bureau.do(lambda tx: service.begin_extra_session(tx, actor, draft, request_id=number, now=bureau.now))
    candidate = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    bureau.do(
        lambda tx: service.book(
            tx, actor, draft, starts=[NINE + 2 * DAY], candidate=candidate, visio_url=VISIO, now=bureau.now
        )
    )


def move(bureau: Bureau, number: int, who: str) -> None:
    actor, one = bureau.actor(who), min(each.id for each in bureau.sheet(number).sessions)
    moves = {one: NINE + 6 * DAY}
    bureau.do(lambda tx: changes.move(tx, actor, number, moves=moves, batch=f"moved-{who}", now=bureau.now))


def cancel(bureau: Bureau, number: int, who: str) -> None:
    actor, one = bureau.actor(who), sorted(each.id for each in bureau.sheet(number).sessions)[1]
    bureau.do(lambda tx: changes.cancel(tx, actor, number, appointment_ids=[one], batch=f"gone-{who}", now=bureau.now))


Gesture = tuple[str, Callable[[Bureau, int, str], None], tuple[str, ...]]
GESTURES: tuple[Gesture, ...] = (
    ("added", add, ("lea",)),
    ("moved", move, ("lea", "claire")),
    ("cancelled", cancel, ("lea", "claire")),
)
PAIRS = [
    (first, who, second, whom)
    for first, second in permutations(GESTURES, 2)
    for who, whom in product(first[2], second[2])
]


@pytest.mark.parametrize(
    ("first", "who", "second", "whom"), PAIRS, ids=[f"{a[0]} by {who}, {b[0]} by {whom}" for a, who, b, whom in PAIRS]
)
def test_each_hears_what_the_other_did(bureau: Bureau, first: Gesture, who: str, second: Gesture, whom: str) -> None:
    number = bureau.book()
    second_draft = bureau.actor("lea")
    bureau.do(lambda tx: service.begin_extra_session(tx, second_draft, "two", request_id=number, now=bureau.now))
    candidate = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    bureau.do(
        lambda tx: service.book(
            tx, second_draft, "two", starts=[NINE + DAY], candidate=candidate, visio_url=VISIO, now=bureau.now
        )
    )
    bureau.stand()
    bureau.deliver()
    before = bureau.owed(*TOLD)
    first[1](bureau, number, who)
    bureau.now += timedelta(seconds=2)
    second[1](bureau, number, whom)
    bureau.now += timedelta(minutes=2)
    with bureau.database.transaction() as tx:
        for batch in pending.due_batches(tx, now=bureau.now):
            news.settle(tx, batch, now=bureau.now)
    keys = {bureau.ids[key]: key for key in EVERYBODY}
    told = Counter((TOLD[kind], keys[person or 0]) for kind, person in (bureau.owed(*TOLD) - before).elements())
    assert told == {
        (word, key): 1 for word, by in ((first[0], who), (second[0], whom)) for key in EVERYBODY if key != by
    }


def test_of_two_who_leave_at_once_neither_keeps_the_booking(bureau: Bureau) -> None:
    number = bureau.book()
    (session,) = bureau.sheet(number).sessions
    bureau.add("zoe", Role.EIG)
    of_team = Membership(Role.EIG, bureau.ids["promotion"], bureau.ids["carte"])
    bureau.do(lambda tx: people.add_membership(tx, bureau.ids["zoe"], of_team))
    bureau.do(
        lambda tx: appointments.set_participant(tx, session.id, bureau.ids["zoe"], part=Part.GUEST, reply=Reply.COMES)
    )
    lea, sami = bureau.actor("lea"), bureau.actor("sami")
    done = bureau.together(
        lambda tx: changes.leave_sessions(tx, lea, number, now=bureau.now),
        lambda tx: changes.leave_sessions(tx, sami, number, now=bureau.now),
    )
    assert done == ["done", "done"]
    (session,) = bureau.sheet(number).sessions
    assert [one.person_id for one in session.present if one.part is Part.BOOKER] == [bureau.ids["zoe"]]


def test_who_is_back_in_the_programme_by_then_keeps_their_place(bureau: Bureau) -> None:
    number = bureau.book()
    (session,) = bureau.sheet(number).sessions
    sami = bureau.ids["sami"]  # of whom another replica had read that they left
    bureau.do(lambda tx: away.remove_leaver(tx, session.id, person_id=sami, now=bureau.now))
    assert bureau.sheet(number).part_of(sami) is Part.GUEST


def two_hours(bureau: Bureau) -> tuple[int, list[int]]:
    """Book two séances, and let everybody hear; give the request and the séances."""
    number = bureau.book()
    add(bureau, number, "lea")
    bureau.stand()
    return number, [session.id for session in bureau.sheet(number).standing]


def move_rest(bureau: Bureau, number: int, who: str, *, first: int) -> Callable[[Database], None]:
    """Make what moves all that remains three days on."""
    actor, starts = bureau.actor(who), NINE + 3 * DAY

    def gesture(database: Database) -> None:
        with database.transaction() as tx:
            changes.move_rest(tx, actor, number, first_session_id=first, starts=starts, batch="rest", now=bureau.now)

    return gesture


def test_all_that_remains_moves_from_where_a_colleague_has_just_put_it(bureau: Bureau) -> None:
    number, (first, second) = two_hours(bureau)
    claire = bureau.actor("claire")
    later = {second: NINE + 6 * DAY}
    with beside(bureau.database, move_rest(bureau, number, "claire", first=first)) as tx:
        changes.move(tx, claire, number, moves=later, batch="later", now=bureau.now)
    assert [session.starts for session in bureau.sheet(number).standing] == [NINE + 3 * DAY, NINE + 9 * DAY]


def test_a_host_moves_what_they_host_and_who_booked_moves_all(bureau: Bureau) -> None:
    number, (first, second) = two_hours(bureau)
    claire = bureau.actor("claire")
    bureau.do(
        lambda tx: hosting.hand_over(
            tx, claire, number, to_id=bureau.ids["david"], appointment_ids=[second], now=bureau.now
        )
    )
    sheet = bureau.sheet(number)
    rest = {
        who: [session.id for session in changes.remaining_sessions(sheet, bureau.actor(who), now=bureau.now)]
        for who in ("claire", "david", "lea")
    }
    assert rest == {"claire": [first], "david": [second], "lea": [first, second]}
    for _ in range(2):  # a second press
        move_rest(bureau, number, "claire", first=first)(bureau.database)
    starts = {session.id: session.starts for session in bureau.sheet(number).standing}
    assert starts == {first: NINE + 3 * DAY, second: NINE + 2 * DAY}
