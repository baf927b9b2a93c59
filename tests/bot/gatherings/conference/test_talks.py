"""A conference is filled in: texts, who speaks (their time claimed, told once), who is invited besides."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.agenda import facts as agenda_facts
from bot.agenda import holds
from bot.agenda.agenda import quarter_hour_span
from bot.agenda.calendars.calendars import outline_of
from bot.agenda.calendars.entries import make_entry
from bot.agenda.model import Part, Reply
from bot.dates.paris import PARIS
from bot.errors import AlreadyCancelled, AlreadyStarted, Conflict, Invalid, NotAllowed, NotFound
from bot.gatherings import answers, changes, lacking
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.conference import talks
from bot.gatherings.conference.talks import OutsideSpeaker, Talk
from bot.gatherings.kinds import CONFERENCE, PAIRS
from bot.gatherings.model import Gathering
from bot.gatherings.model import Reply as Answered
from bot.gatherings.sheets import agreed_speakers
from bot.notices import welcome
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.agenda.claims import claims
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import history, people
from tests.bot.gatherings.rig import Rig
from tests.promotion import depart

STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
ANNE = OutsideSpeaker("Anne Dupont", "Anne.Dupont@Exemple.fr")


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = Rig(database).fill({"promotion": "Cpromo"})
    rig.add("emma", Membership(Role.EXPERT))
    rig.add("oscar", Membership(Role.ALUMNI))
    return rig


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(CONFERENCE), STARTS)


def complete(rig: Rig, made: Gathering, who: str = "claire", **given: Any) -> None:  # noqa: ANN401 - a talk's fields
    rig.use(talks.save_talk, who, made.id, talk=Talk(**given))


def speakers(rig: Rig, made: Gathering) -> list[str]:
    return [one.name for one in talks.speakers_of(rig.sheet(made))]


def claimed(rig: Rig, person_id: int) -> int:
    query = select(func.count()).where(claims.c.person_id == person_id)
    return int(rig.do(lambda tx: tx.execute(query).scalar_one()))


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.seq)
    return list(rig.do(lambda tx: tx.execute(query).scalars()))


def test_it_is_filled_in_bit_by_bit(rig: Rig, made: Gathering) -> None:
    assert lacking.missing_for_kind(rig.sheet(made)) == ["title", "abstract", "speakers"]
    complete(rig, made, title=" Table ronde : ouvrir ses données ", reading="https://exemple.fr/lire")
    gathering = rig.sheet(made).gathering
    assert (gathering.title, gathering.reading) == ("Table ronde : ouvrir ses données", "https://exemple.fr/lire")
    assert lacking.missing_for_kind(rig.sheet(made)) == ["abstract", "speakers"]
    complete(rig, made, title="Un titre", abstract="<!channel> & un résumé", speakers=frozenset({rig.ids["emma"]}))
    assert lacking.missing_for_kind(rig.sheet(made)) == []
    assert (rig.sheet(made).gathering.abstract, rig.sheet(made).gathering.reading) == ("<!channel> & un résumé", None)


def test_who_speaks_takes_part_their_time_is_claimed_and_they_are_told_once(rig: Rig, made: Gathering) -> None:
    emma = rig.ids["emma"]
    for _ in range(2):
        complete(rig, made, speakers=frozenset({emma}))
    one = rig.sheet(made).appointment
    assert (one.part_of(emma), claimed(rig, emma)) == (Part.EXPERT, quarter_hour_span(one.starts, one.ends)[1])
    assert told(rig, gatherings_facts.SpeakerCard.kind) == [emma]
    complete(rig, made)
    assert (speakers(rig, made), claimed(rig, emma), told(rig, gatherings_facts.SpeakerRemoved.kind)) == ([], 0, [emma])
    complete(rig, made, speakers=frozenset({emma}))
    assert told(rig, gatherings_facts.SpeakerCard.kind) == [emma, emma]


def test_somebody_from_outside_is_made_once_and_invited_by_mail(rig: Rig, made: Gathering) -> None:
    complete(rig, made, outside=(ANNE, OutsideSpeaker("Autre nom", "anne.dupont@exemple.fr")))
    assert speakers(rig, made) == ["Anne Dupont"]
    with rig.database.transaction() as tx:
        anne = people.by_email(tx, "anne.dupont@exemple.fr")
        assert anne is not None
        assert anne.roles == {Role.EXPERT}
        people.change(tx, anne.id, looked_up_at=rig.now)  # Slack said that there is no account
    complete(rig, made, title="Un titre", speakers=frozenset({anne.id}))
    assert speakers(rig, made) == ["Anne Dupont"]
    complete(rig, made, outside=(OutsideSpeaker("", "sami@example.org"), ANNE))
    assert speakers(rig, made) == ["Anne Dupont", "Sami"]
    assert told(rig, agenda_facts.Invite.kind) == [anne.id]
    complete(rig, made)
    assert told(rig, agenda_facts.Invite.kind) == [
        anne.id
    ]  # nobody had the first one: it is dropped, and nothing is to be cancelled


def test_an_address_of_somebody_gives_the_role_of_a_specialist_only_where_they_have_none(
    rig: Rig, made: Gathering
) -> None:
    sami, paul = rig.ids["sami"], rig.ids["paul"]
    rig.do(lambda tx: depart(tx, paul))
    complete(rig, made, outside=(ANNE, OutsideSpeaker("", "sami@example.org"), OutsideSpeaker("", "paul@example.org")))
    assert speakers(rig, made) == ["Anne Dupont", "Paul", "Sami"]
    known = rig.do(lambda tx: people.by_ids(tx, [sami, paul]))
    assert [known[one].roles for one in (sami, paul)] == [{Role.EIG}, {Role.EXPERT}]
    added = rig.do(lambda tx: history.entries_of_all(tx, "person", [sami, paul]))
    assert [(one.action, one.thing_id) for one in added] == [("programme.add_expert", paul)]


def test_speaker_is_named_once_they_say_that_they_come_and_anew_when_asked_again(rig: Rig, made: Gathering) -> None:
    emma = rig.ids["emma"]

    def agreed() -> set[int]:
        return rig.do(lambda tx: agreed_speakers(tx, made.id))

    complete(rig, made, speakers=frozenset({emma}))
    assert agreed() == set()
    done = rig.use(answers.answer, "emma", made.id, reply=Answered.COMES)
    assert (done.reply, done.speaks) == (Answered.COMES, True)
    assert agreed() == {emma}
    assert not rig.use(answers.answer, "emma", made.id, reply=Answered.COMES).changed
    complete(rig, made)
    complete(rig, made, speakers=frozenset({emma}))
    assert agreed() == set()
    with pytest.raises(Invalid) as refused:
        rig.use(answers.answer, "emma", made.id, reply=Answered.DECLINES)
    assert refused.value.facts["reason"] == "speaks"


def test_speaker_is_asked_again_for_another_time(rig: Rig, made: Gathering) -> None:
    complete(rig, made, speakers=frozenset({rig.ids["emma"]}))
    rig.use(answers.answer, "emma", made.id, reply=Answered.COMES)
    rig.use(changes.move, "claire", made.id, starts=STARTS + timedelta(days=1))
    assert rig.do(lambda tx: agreed_speakers(tx, made.id)) != set()  # it can be undone
    rig.stand()
    assert rig.do(lambda tx: agreed_speakers(tx, made.id)) == set()
    assert rig.use(answers.answer, "emma", made.id, reply=Answered.COMES).changed


def test_speaker_stands_in_others_calendars_and_lists_once_they_say_that_they_come(rig: Rig, made: Gathering) -> None:
    complete(rig, made, speakers=frozenset({rig.ids["emma"]}))

    def seen(who: str) -> tuple[bool, bool]:
        with rig.database.reading() as tx:
            outline = outline_of(tx, rig.sheet(made).appointment)
        entry = make_entry(outline, rig.ids[who], with_names=True)
        return "Emma" in outline.others(rig.ids[who]), "Emma" in {attendee.name for attendee in entry.attendees}

    assert [seen(who) for who in ("lea", "claire", "emma")] == [(False, False), (True, True), (False, True)]
    rig.use(answers.answer, "emma", made.id, reply=Answered.COMES)
    assert [seen(who) for who in ("lea", "claire", "emma")] == [(True, True), (True, True), (False, True)]


def test_who_speaks_takes_the_calendar_file_of_what_is_to_come(rig: Rig, made: Gathering) -> None:
    complete(rig, made, speakers=frozenset({rig.ids["emma"]}))
    takes = [rig.use(talks.owe_calendar_file, who, made.id) for who in ("emma", "claire")]
    rig.now = rig.sheet(made).appointment.ends
    assert [*takes, rig.use(talks.owe_calendar_file, "emma", made.id)] == [True, False, False]


def test_who_was_to_listen_gives_their_place_back(rig: Rig, made: Gathering) -> None:
    lea = rig.ids["lea"]
    with rig.database.transaction() as tx:
        occurrences.put_answer(tx, made.id, lea, reply=Answered.COMES, now=rig.now)
        appointments.set_participant(tx, made.appointment_id, lea, part=Part.GUEST, reply=Reply.COMES)
    complete(rig, made, speakers=frozenset({lea}))
    sheet = rig.sheet(made)
    assert (sheet.answers, sheet.appointment.part_of(lea)) == ({}, Part.EXPERT)
    assert lea not in {one.id for one in sheet.invited}
    complete(rig, made)
    assert lea in {one.id for one in rig.sheet(made).invited}


def test_speaker_who_is_taken_is_said_on_the_field_and_nothing_is_written(rig: Rig, made: Gathering) -> None:
    other = rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), STARTS + timedelta(minutes=30))
    rig.use(talks.save_talk, "david", other.id, talk=Talk(speakers=frozenset({rig.ids["emma"]})))
    with pytest.raises(Invalid) as refused:
        complete(rig, made, title="Un titre", speakers=frozenset({rig.ids["emma"], rig.ids["oscar"]}))
    assert refused.value.facts == {"field": "speakers", "reason": "taken", "name": "Emma"}
    with pytest.raises(Invalid) as refused:
        complete(rig, made, outside=(OutsideSpeaker("Emma", "emma@example.org"), ANNE))
    assert refused.value.facts == {"field": "outside", "reason": "taken", "name": "Emma"}
    assert lacking.missing_for_kind(rig.sheet(made)) == ["title", "abstract", "speakers"]
    assert claimed(rig, rig.ids["oscar"]) == 0
    with rig.database.reading() as tx:
        assert people.by_email(tx, "anne.dupont@exemple.fr") is None


@pytest.mark.parametrize(
    ("given", "facts"),
    [
        ({"title": "x" * 151}, {"field": "title", "reason": "long"}),
        ({"abstract": "x" * 3001}, {"field": "abstract", "reason": "long"}),
        ({"reading": "x" * 3001}, {"field": "reading", "reason": "long"}),
        ({"speakers": frozenset({987_654})}, {"field": "speakers", "reason": "gone", "name": ""}),
        (
            {"outside": (OutsideSpeaker("A", "pas une adresse"),)},
            {"field": "outside", "reason": "email", "name": "pas une adresse"},
        ),
        (
            {"outside": (OutsideSpeaker("…", "a@exemple.fr"),)},
            {"field": "outside", "reason": "name", "name": "a@exemple.fr"},
        ),
        (
            {"outside": (OutsideSpeaker("x" * 80, "a@exemple.fr"),)},
            {"field": "outside", "reason": "name", "name": "a@exemple.fr"},
        ),
        (
            {"outside": (OutsideSpeaker("Claire", "CLAIRE@example.org"),)},
            {"field": "outside", "reason": "organises", "name": "Claire"},
        ),
        ({"guests": frozenset({987_654})}, {"field": "guests", "reason": "gone"}),
    ],
)
def test_bad_input_is_said_on_the_field(rig: Rig, made: Gathering, given: dict[str, Any], facts: object) -> None:
    with pytest.raises(Invalid) as refused:
        complete(rig, made, **given)
    assert refused.value.facts == facts


def test_many_speakers_are_too_many(rig: Rig, made: Gathering) -> None:
    with pytest.raises(Invalid) as refused:
        complete(rig, made, outside=tuple(OutsideSpeaker(f"Nom {one}", f"n{one}@exemple.fr") for one in range(11)))
    assert refused.value.facts == {"field": "speakers", "reason": "many", "name": ""}


def test_organiser_coach_and_nobody_else_fills_it_in(rig: Rig, made: Gathering) -> None:
    complete(rig, made, "david", title="Un titre")
    for who in ("lea", "emma", "paul"):
        with pytest.raises(NotAllowed):
            complete(rig, made, who, title="Un autre")
    with rig.database.transaction() as tx:  # who organised it and left can still, until somebody else hosts it
        people.end_memberships(tx, [1], now=rig.now)
    assert rig.sheet(made).gathering.title == "Un titre"
    with pytest.raises(NotFound):
        complete(rig, rig.make(rig.series(PAIRS), STARTS + timedelta(days=1)), title="Un titre")


def test_what_is_cancelled_or_begun_takes_no_more(rig: Rig, made: Gathering) -> None:
    rig.now = STARTS
    with pytest.raises(AlreadyStarted):
        complete(rig, made, title="Un titre")
    rig.now = STARTS - timedelta(days=1)
    rig.do(lambda tx: holds.release(tx, rig.actor("claire"), [rig.sheet(made).appointment], now=rig.now))
    with pytest.raises(AlreadyCancelled):
        complete(rig, made, title="Un titre")


def test_form_names_each_once_and_nobody_who_hosts(rig: Rig, made: Gathering) -> None:
    complete(rig, made, speakers=frozenset({rig.ids["oscar"]}))
    rig.do(
        lambda tx: people.add_membership(tx, rig.ids["paul"], Membership(Role.ALUMNI))
    )  # a porteur, and an alumni of before
    with rig.database.reading() as tx:
        _, choice = talks.open_talk(tx, rig.actor("claire"), made.id, now=rig.now)
    assert [one.name for one in choice.speakers[Role.COACH]] == ["David"]
    assert [one.name for one in choice.speakers[Role.EXPERT]] == ["Emma"]
    assert [one.name for one in choice.guests[Role.PORTEUR]] == ["Paul", "Rita"]
    assert choice.guests[Role.ALUMNI] == ()  # who speaks comes anyway
    named = [one.id for some in choice.speakers.values() for one in some]
    assert len(named) == len(set(named))


def test_guests_are_invited_by_name_once(rig: Rig, made: Gathering) -> None:
    paul, lea = rig.ids["paul"], rig.ids["lea"]
    for _ in range(2):
        complete(rig, made, guests=frozenset({paul, lea}))
    assert rig.do(lambda tx: occurrences.guests_of(tx, [made.id])) == {made.id: {paul}}
    assert paul in {one.id for one in rig.sheet(made).invited}


def test_two_who_ask_one_speaker_at_once_get_one_claim(rig: Rig) -> None:
    several = [
        rig.make(rig.series(CONFERENCE, organiser_id=rig.ids[who]), STARTS + timedelta(minutes=number * 30))
        for number, who in enumerate(("claire", "david"))
    ]
    talk, start, outcomes = Talk(speakers=frozenset({rig.ids["emma"]})), Barrier(2), list[str]()

    def ask(who: str, gathering: Gathering) -> None:
        start.wait()
        try:
            rig.use(talks.save_talk, who, gathering.id, talk=talk)
        except Conflict:
            rig.use(talks.save_talk, who, gathering.id, talk=talk)
        except Invalid as refused:
            outcomes.append(str(refused.facts["reason"]))
            return
        outcomes.append("asked")

    threads = [Thread(target=ask, args=pair) for pair in zip(("claire", "david"), several, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["asked", "taken"]
    assert sorted(len(speakers(rig, one)) for one in several) == [0, 1]


def test_nobody_is_asked_to_welcome_who_speaks_once(rig: Rig, made: Gathering) -> None:
    rig.do(lambda tx: welcome.skip_greeting(tx, rig.actor("claire"), now=rig.now))
    complete(rig, made, outside=(ANNE,))
    assert speakers(rig, made) == ["Anne Dupont"]
    assert rig.do(lambda tx: welcome.offer_welcome(tx, now=rig.now)) == 0
