"""A group between peers gets its subject: asked beforehand, voted for after the one before, else given; few join."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.agenda.model import State
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings import calls, lacking
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering, GatheringSheet, Purpose
from bot.gatherings.series import joining
from bot.gatherings.subjects import ballots, peers, subjects
from bot.gatherings.subjects import late as late_subjects
from bot.notices import notices as service
from bot.notices.model import Notice
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.gatherings.subjects import views
from storage.agenda import appointments, claims
from storage.database import Database
from storage.gatherings import gathering_series as series_table
from storage.gatherings import occurrences, proposals
from storage.notices import ledger as notices
from tests.bot.gatherings.meeting import together
from tests.bot.gatherings.rig import METIERS, Rig

DESIGNERS = ("lea", "ali", "eva", "noa")
MONTH = timedelta(days=35)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def first(rig: Rig) -> Gathering:
    return rig.make(rig.series(), rig.now.replace(hour=14) + timedelta(days=29))


def following(rig: Rig, one: Gathering, *, months: int = 1) -> Gathering:
    sheet = rig.sheet(one)
    return rig.make(sheet.series, sheet.appointment.starts + months * MONTH)


def end(rig: Rig, one: Gathering) -> None:
    rig.now = rig.sheet(one).appointment.ends + timedelta(minutes=1)


def propose(rig: Rig, who: str, gathering: Gathering, text: str) -> ballots.Ballot:
    return rig.use(ballots.propose, who, gathering.id, text=text, form_id=str(uuid4()))


def vote(rig: Rig, who: str, gathering: Gathering, *chosen: int) -> ballots.Ballot:
    return rig.use(ballots.vote, who, gathering.id, chosen_ids=chosen)


def announce(rig: Rig, one: Gathering) -> GatheringSheet:
    rig.now = one.announce_at + timedelta(milliseconds=1)  # a clock has parts of a second, a row has none
    rig.do(lambda tx: peers.announce_after_vote(tx, one.id, now=rig.now))
    return rig.sheet(one)


def owed(rig: Rig, kind: str) -> list[tuple[int | None, str | None]]:
    table = notices.notices
    query = select(table.c.person_id, table.c.channel).where(table.c.kind == kind).order_by(table.c.seq)
    return [(row.person_id, row.channel) for row in rig.do(lambda tx: tx.execute(query).all())]


def refused(case: Callable[[], object]) -> tuple[object, object]:
    with pytest.raises(Invalid) as told:
        case()
    return told.value.facts["field"], told.value.facts["reason"]


def test_the_winner_is_the_subject_of_the_announcement(rig: Rig, first: Gathering) -> None:
    propose(rig, "lea", first, "Entretiens")
    made = propose(rig, "ali", first, "Figma & <!channel>").proposals[1]
    vote(rig, "eva", first, made.id)
    sheet = announce(rig, first)
    assert sheet.gathering.title == "Figma & <!channel>"
    assert sheet.gathering.announced_at == first.announce_at
    assert lacking.missing_for_kind(sheet) == []
    with rig.database.reading() as tx:
        assert peers.subject_of(tx, sheet.appointment) == "Figma & <!channel>"
        assert peers.subject_of(tx, replace(sheet.appointment, dispositif=CONFERENCE)) == ""
    assert refused(partial(propose, rig, "lea", first, "Trop tard")) == ("vote", "closed")
    assert refused(partial(vote, rig, "lea", first, made.id)) == ("vote", "closed")


def test_a_long_subject_is_shortened_in_the_title(rig: Rig, first: Gathering) -> None:
    propose(rig, "lea", first, "x" * 300)
    title = announce(rig, first).gathering.title or ""
    assert (len(title), title[-1]) == (150, "…")


def test_without_proposals_the_organiser_lacks_a_subject(rig: Rig, first: Gathering) -> None:
    assert lacking.missing_for_kind(rig.sheet(first)) == []  # the vote may bring one
    sheet = announce(rig, first)
    assert sheet.gathering.title is None
    assert lacking.missing_for_kind(sheet) == ["subject"]
    assert lacking.missing_facts(sheet) == ["subject"]
    announce(rig, first)  # another replica
    assert owed(rig, gatherings_facts.OrganiserQuestion.kind) == [(rig.ids["claire"], None)]
    rig.use(peers.set_subject, "claire", first.id, title="Donné")
    assert lacking.missing_facts(rig.sheet(first)) == []
    assert refused(partial(vote, rig, "lea", first)) == ("vote", "closed")


def test_a_group_announced_without_a_subject_takes_the_first_that_is_proposed(rig: Rig, first: Gathering) -> None:
    announce(rig, first)
    made = rig.use(late_subjects.propose_subject, "lea", first.id, text="Entretiens", form_id="g")
    assert (made.sheet.gathering.title, made.is_open(rig.now)) == ("Entretiens", False)
    assert lacking.missing_facts(rig.sheet(first)) == []
    (about,) = [
        one
        for one in rig.do(lambda tx: service.claim(tx, now=rig.now, machine_now=rig.now, limit=50))
        if one.kind == gatherings_facts.OrganiserQuestion.kind
    ]
    fact, whom = gatherings_facts.OrganiserQuestion.read(about.detail), about.person_id or 0
    assert rig.do(lambda tx: calls.read(tx, fact, person_id=whom, now=rig.now)) == []
    assert refused(partial(propose, rig, "ali", first, "Trop tard")) == ("vote", "closed")


def test_a_group_announced_before_the_vote_for_it_takes_what_is_proposed_then(rig: Rig, first: Gathering) -> None:
    second = rig.make(rig.sheet(first).series, rig.sheet(first).appointment.starts + timedelta(days=7), period="next")
    announce(rig, second)  # a week after the first, so a week before it ends
    end(rig, first)
    made = rig.use(late_subjects.propose_subject, "ali", first.id, text="Le sujet suivant", form_id="g")
    assert (made.sheet.gathering.id, made.waits) == (second.id, False)
    assert rig.sheet(second).gathering.title == "Le sujet suivant"
    waiting = propose(rig, "eva", first, "Pour plus tard")
    assert waiting.waits


def test_before_the_announcement_a_proposal_is_voted_for(rig: Rig, first: Gathering) -> None:
    made = rig.use(late_subjects.propose_subject, "lea", first.id, text="Entretiens", form_id="g")
    assert (made.sheet.gathering.title, made.is_open(rig.now)) == (None, True)


def test_after_a_group_one_votes_for_the_next(rig: Rig, first: Gathering) -> None:
    second = following(rig, first)
    propose(rig, "lea", first, "Le premier sujet")
    end(rig, first)
    made = propose(rig, "ali", first, "Le sujet suivant")
    assert (made.sheet.gathering.id, made.waits) == (second.id, False)
    vote(rig, "eva", first, made.proposals[0].id)
    assert announce(rig, second).gathering.title == "Le sujet suivant"
    assert [one.text for one in rig.do(lambda tx: subjects.list_proposals(tx, first.id))] == ["Le premier sujet"]


def test_proposals_wait_until_the_next_group_exists(rig: Rig, first: Gathering) -> None:
    end(rig, first)
    waiting = propose(rig, "ali", first, "Un sujet qui attend")
    assert (waiting.sheet.gathering.id, waiting.waits, len(waiting.proposals)) == (first.id, True, 1)
    again = vote(rig, "eva", first, waiting.proposals[0].id)
    assert len(again.proposals[0].supporters) == 2
    second = following(rig, first)
    with rig.database.reading() as tx:
        shown = ballots.ballot_of(tx, rig.sheet(first), now=rig.now)
    assert (shown.sheet.gathering.id, [one.text for one in shown.proposals]) == (second.id, ["Un sujet qui attend"])
    assert announce(rig, second).gathering.title == "Un sujet qui attend"


def test_what_was_proposed_for_a_cancelled_group_is_for_the_next(rig: Rig, first: Gathering) -> None:
    second = following(rig, first)
    propose(rig, "lea", first, "Pas perdu")
    rig.do(lambda tx: appointments.change(tx, first.appointment_id, now=rig.now, state=State.CANCELLED.value))
    with pytest.raises(AlreadyCancelled):
        propose(rig, "lea", first, "Trop tard")
    assert announce(rig, second).gathering.title == "Pas perdu"


def test_the_organiser_sets_and_changes_the_subject(rig: Rig, first: Gathering) -> None:
    propose(rig, "lea", first, "Proposé")
    rig.use(peers.set_subject, "claire", first.id, title="  Donné\npar Claire ")
    assert rig.sheet(first).gathering.title == "Donné par Claire"
    assert refused(partial(propose, rig, "ali", first, "Un autre")) == ("vote", "closed")
    assert announce(rig, first).gathering.title == "Donné par Claire"
    rig.use(peers.set_subject, "david", first.id, title="Changé par David")
    assert rig.sheet(first).gathering.title == "Changé par David"
    with pytest.raises(NotAllowed):
        rig.use(peers.set_subject, "lea", first.id, title="Non")
    for title, reason in ((" ", "empty"), ("x" * 151, "long"), ("x" * 3001, "long")):
        assert refused(partial(rig.use, peers.set_subject, "claire", first.id, title=title)) == ("title", reason)
    end(rig, first)
    with pytest.raises(AlreadyStarted):
        rig.use(peers.set_subject, "claire", first.id, title="Trop tard")


def test_the_organiser_has_left_and_a_coach_gives_the_subject(rig: Rig, first: Gathering) -> None:
    rig.do(
        lambda tx: tx.exec_driver_sql(
            f"UPDATE memberships SET ended_at = 1 WHERE role = 'coach' AND person_id = {rig.ids['claire']}"
        )
    )
    rig.use(peers.set_subject, "david", first.id, title="Donné")
    assert announce(rig, first).gathering.title == "Donné"


def test_the_first_subject_is_asked_three_weeks_before(rig: Rig, first: Gathering) -> None:
    following(rig, first)
    look = partial(rig.do, lambda tx: peers.list_due(tx, now=rig.now))
    assert look() == []
    asked_at = rig.do(peers.next_due)
    assert asked_at == first.announce_at - timedelta(days=7)
    rig.now = asked_at
    assert look() == [first.id]
    for _ in range(2):
        rig.do(lambda tx: peers.ask_first_subjects(tx, first.id, now=rig.now))
    assert look() == []
    assert owed(rig, gatherings_facts.SubjectQuestion.kind) == [(None, "Cpromo")]


def test_without_channel_each_is_asked(database: Database) -> None:
    rig = Rig(database).fill()
    first = rig.make(rig.series(), rig.now.replace(hour=14) + timedelta(days=20))
    rig.do(lambda tx: peers.ask_first_subjects(tx, first.id, now=rig.now))
    assert {who for who, _ in owed(rig, gatherings_facts.SubjectQuestion.kind)} == {rig.ids[key] for key in DESIGNERS}


def test_pressed_while_the_vote_closes(rig: Rig, first: Gathering) -> None:
    made = propose(rig, "lea", first, "Un").proposals[0]
    before, rig.now = rig.now, first.announce_at
    late = partial(rig.use, ballots.vote, "eva", first.id, chosen_ids=[made.id], now=before)
    close = partial(rig.do, lambda tx: peers.announce_after_vote(tx, first.id, now=rig.now))
    outcomes = together(late, close, close)
    assert outcomes[1:] == ["done", "done"]
    assert outcomes[0] in {"done", "Invalid"}
    assert rig.sheet(first).gathering.title == "Un"


def _alone(rig: Rig) -> Gathering:
    rig.add("solo", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"], "droit"))
    return rig.make(rig.series(metiers=("droit",)), rig.now.replace(hour=16) + timedelta(days=20))


def test_a_group_of_one_is_told_to_its_organiser_once(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    with rig.database.reading() as tx:
        assert joining.is_small_group(tx, rig.sheet(alone).series)
        assert not joining.is_small_group(tx, rig.sheet(first).series)
    for _ in range(2):
        rig.do(lambda tx: peers.ask_first_subjects(tx, alone.id, now=rig.now))
    rig.do(lambda tx: peers.ask_first_subjects(tx, first.id, now=rig.now))
    assert owed(rig, gatherings_facts.SmallGroupNotice.kind) == [(rig.ids["claire"], None)]
    propose(rig, "solo", alone, "Seule et ravie")
    assert announce(rig, alone).gathering.title == "Seule et ravie"


def test_a_group_of_few_joins_another(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    propose(rig, "solo", alone, "Les licences")
    small, other = rig.sheet(alone).series, rig.sheet(first).series
    done = rig.use(joining.merge_into_other, "claire", small.id, other_series_id=other.id)
    assert (done.number, done.into.metiers) == (1, (METIERS[0].value, "droit"))
    assert rig.sheet(alone).is_cancelled
    assert rig.sheet(alone).series.ended_at == rig.now
    assert {one.id for one in rig.sheet(first).invited} >= {rig.ids["solo"], rig.ids["lea"]}
    assert [one.text for one in rig.do(lambda tx: subjects.list_proposals(tx, first.id))] == ["Les licences"]
    assert owed(rig, gatherings_facts.GroupMerge.kind) == [(rig.ids["solo"], None)]
    left = select(claims.claims.c.appointment_id).where(claims.claims.c.appointment_id == alone.appointment_id)
    assert rig.do(lambda tx: tx.execute(left).all()) == []
    with pytest.raises(NotFound):
        rig.use(joining.merge_into_other, "claire", small.id, other_series_id=other.id)


def test_what_waits_after_a_held_group_goes_with_it_when_it_joins_another(rig: Rig) -> None:
    """Proposed once the last one was over, for a next one that no longer comes: it is for the other group's next."""
    alone, other = rig.series(), rig.series(metiers=(METIERS[1].value,))
    held = rig.make(alone, rig.now.replace(hour=14) + timedelta(days=29))
    propose(rig, "lea", held, "Pour celui-là")
    into = rig.make(other, rig.now.replace(hour=15) + timedelta(days=58))
    end(rig, held)
    assert propose(rig, "lea", held, "Pour le prochain").waits
    rig.use(joining.merge_into_other, "claire", alone.id, other_series_id=other.id)
    assert [one.text for one in rig.do(lambda tx: subjects.list_proposals(tx, into.id))] == ["Pour le prochain"]
    assert [one.text for one in rig.do(lambda tx: subjects.list_proposals(tx, held.id))] == ["Pour celui-là"]


def test_what_is_proposed_waits_where_the_other_group_has_no_open_date_yet(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    propose(rig, "solo", alone, "Les licences")
    end(rig, first)
    coming = rig.make(rig.sheet(alone).series, rig.now + timedelta(days=30))
    propose(rig, "solo", coming, "Les marques")
    small, other = rig.sheet(alone).series, rig.sheet(first).series
    rig.use(joining.merge_into_other, "claire", small.id, other_series_id=other.id)
    later = following(rig, first)
    assert [one.text for one in propose(rig, "lea", later, "Les cartes").proposals] == ["Les marques", "Les cartes"]


def test_a_subject_that_both_groups_have_is_one_with_all_its_supporters(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    propose(rig, "solo", alone, "Les licences")
    propose(rig, "lea", first, "les licences")
    rig.use(joining.merge_into_other, "claire", rig.sheet(alone).series.id, other_series_id=rig.sheet(first).series.id)
    (one,) = rig.do(lambda tx: subjects.list_proposals(tx, first.id))
    assert one.supporters == {rig.ids["lea"], rig.ids["solo"]}


def test_nothing_is_proposed_for_the_next_one_of_a_group_that_has_ended(rig: Rig, first: Gathering) -> None:
    rig.make(rig.series(metiers=(METIERS[1].value,)), rig.now + timedelta(days=70))
    end(rig, first)
    others = rig.do(lambda tx: series_table.list_by_promotions(tx, [rig.ids["promotion"]]))
    mine = rig.sheet(first).series
    other = next(one for one in others if one.id != mine.id)
    rig.use(joining.merge_into_other, "claire", mine.id, other_series_id=other.id)
    with pytest.raises(AlreadyStarted):
        propose(rig, "lea", first, "Pour personne")


def test_a_metier_without_a_group_joins_one(rig: Rig, first: Gathering) -> None:
    solo = rig.add("solo", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"], "droit"))
    other = rig.sheet(first).series
    with rig.database.reading() as tx:
        about = joining.open_metier(tx, rig.actor("claire"), rig.ids["promotion"], metier="droit")
    assert ([one.id for one in about.members], about.others) == ([solo], (other,))
    for _ in range(2):
        done = rig.use(joining.join_metier, "claire", "droit", other_series_id=other.id)
        assert done.into.metiers == (METIERS[0].value, "droit")
    assert solo in {one.id for one in rig.sheet(first).invited}
    assert owed(rig, gatherings_facts.GroupMerge.kind) == [(solo, None)]


def test_a_metier_that_joins_a_group_again_is_told_again(rig: Rig, first: Gathering) -> None:
    solo = rig.add("solo", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"], "droit"))
    other = rig.sheet(first).series
    for _ in range(2):
        rig.use(joining.join_metier, "claire", "droit", other_series_id=other.id)
        rig.do(lambda tx: series_table.put_metiers(tx, other.id, {METIERS[0].value}))  # by the series' form
        rig.now += timedelta(hours=1)
    assert owed(rig, gatherings_facts.GroupMerge.kind) == [(solo, None)] * 2


def test_a_group_that_is_few_no_longer_is_not_said_to_be(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    into, small = rig.sheet(alone).series, rig.sheet(first).series
    rig.do(lambda tx: joining.explain_small_group(tx, rig.sheet(alone), now=rig.now))
    rig.use(joining.merge_into_other, "claire", small.id, other_series_id=into.id)
    about = rig.do(lambda tx: joining.read_small_group(tx, into.id))
    assert not about.is_few
    assert views.small_group_message(about, is_posted=False) is None
    drawn = views.small_group_message(about, is_posted=True)
    assert drawn is not None
    assert "réunit maintenant assez" in drawn.text


def test_a_metier_joins_no_group_twice_and_none_that_is_over(rig: Rig, first: Gathering) -> None:
    alone, other, talk = rig.sheet(_alone(rig)).series.id, rig.sheet(first).series.id, rig.series(CONFERENCE).id
    join = partial(rig.use, joining.join_metier, "claire", "droit")
    assert refused(partial(join, other_series_id=other)) == ("series", "taken")
    assert refused(partial(join, other_series_id=talk)) == ("series", "kind")
    with pytest.raises(NotFound):
        rig.use(joining.join_metier, "claire", "poésie", other_series_id=other)
    with pytest.raises(NotAllowed):
        rig.use(joining.join_metier, "solo", "droit", other_series_id=other)
    with rig.database.reading() as tx, pytest.raises(NotAllowed):
        joining.open_metier(tx, rig.actor("solo"), rig.ids["promotion"], metier="droit")
    rig.use(joining.merge_into_other, "claire", alone, other_series_id=other)
    with pytest.raises(NotFound):
        rig.use(joining.join_metier, "claire", "science-donnee", other_series_id=alone)


def test_two_join_each_other_at_once(rig: Rig, first: Gathering) -> None:
    alone = _alone(rig)
    small, other = rig.sheet(alone).series.id, rig.sheet(first).series.id
    outcomes = together(
        partial(rig.use, joining.merge_into_other, "claire", small, other_series_id=other),
        partial(rig.use, joining.merge_into_other, "david", other, other_series_id=small),
    )
    assert sorted(outcomes) == ["NotFound", "done"]


def test_no_group_joins_itself_or_what_is_none(rig: Rig, first: Gathering) -> None:
    series, talk = rig.sheet(first).series.id, rig.series(CONFERENCE).id
    assert refused(partial(rig.use, joining.merge_into_other, "claire", series, other_series_id=series)) == (
        "series",
        "same",
    )
    assert refused(partial(rig.use, joining.merge_into_other, "claire", series, other_series_id=talk)) == (
        "series",
        "kind",
    )
    with pytest.raises(NotAllowed):
        rig.use(joining.merge_into_other, "lea", series, other_series_id=talk)
    with pytest.raises(NotFound):
        rig.use(joining.merge_into_other, "claire", series, other_series_id=10_000)


def test_alumni_are_invited_to_a_group_of_few(rig: Rig) -> None:
    alone = _alone(rig)
    rig.add("vera", Membership(Role.ALUMNI))
    series = rig.sheet(alone).series.id
    with pytest.raises(NotAllowed):
        rig.use(joining.invite_alumni, "solo", series)
    for _ in range(2):
        assert rig.use(joining.invite_alumni, "claire", series).alumni == 1
    assert {one.id for one in rig.sheet(alone).invited} == {rig.ids["solo"], rig.ids["vera"]}
    assert not joining.has_few_members(rig.sheet(alone).series, rig.sheet(alone).invited)
    propose(rig, "vera", alone, "D’une ancienne")
    known = rig.do(lambda tx: proposals.by_gatherings(tx, [alone.id], Purpose.SUBJECT))
    assert [one.author_id for one in known[alone.id]] == [rig.ids["vera"]]
    assert (
        rig.do(lambda tx: occurrences.by_appointments(tx, [alone.appointment_id]))[alone.appointment_id].id == alone.id
    )


def test_a_channel_that_takes_no_question_leaves_it_to_each(rig: Rig, first: Gathering) -> None:
    rig.now = first.announce_at - timedelta(days=7)
    rig.do(lambda tx: peers.ask_first_subjects(tx, first.id, now=rig.now))
    [notice] = claim(rig)
    for _ in range(2):
        rig.do(lambda tx: peers.handle_refused_channel(tx, notice, now=rig.now))
    told = owed(rig, gatherings_facts.SubjectQuestion.kind)
    assert (told[0], {who for who, _ in told[1:]}) == ((None, "Cpromo"), {rig.ids[key] for key in DESIGNERS})
    assert len(told) == 1 + len(DESIGNERS)


def claim(rig: Rig) -> list[Notice]:
    """Give what is due in a channel, as its dispatcher gets it."""
    machine = rig.now + timedelta(hours=1)
    found = rig.do(lambda tx: service.claim(tx, now=machine, machine_now=machine, limit=50))
    return [one for one in found if one.channel]
