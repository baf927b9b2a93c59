"""Nobody is host and guest of one thing, or in two places, by whichever way they come in."""

from collections.abc import Callable

import pytest

from bot.agenda.model import CLAIMING
from bot.errors import Invalid
from bot.evaluation import leading
from bot.gatherings import answers, changes
from bot.gatherings.conference import talks
from bot.gatherings.conference.talks import Talk
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering, Reply
from bot.gatherings.series import orphans
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.audit import RULES
from storage.database import Database
from storage.programme import people
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.rig import Rig
from tests.promotion import depart


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill()


def handed(rig: Rig, made: Gathering) -> None:
    rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])


def taken(rig: Rig, made: Gathering) -> None:
    rig.do(lambda tx: depart(tx, rig.ids["claire"]))
    rig.use(orphans.take_over_series, "david", made.series_id)


def asked_to_speak(rig: Rig, made: Gathering) -> None:
    rig.do(lambda tx: people.add_membership(tx, rig.ids["david"], Membership(Role.EXPERT)))
    rig.use(talks.save_talk, "claire", made.id, talk=Talk(speakers=frozenset({rig.ids["david"]})))


# How a coach who answered « Je viens » comes to lead the same gathering.
WAYS: dict[str, Callable[[Rig, Gathering], None]] = {
    "it is handed to them": handed,
    "they take the series over": taken,
    "they are asked to speak": asked_to_speak,
}


@pytest.mark.parametrize("way", WAYS)
def test_who_came_and_leads_takes_one_place_and_has_one_answer(rig: Rig, way: str) -> None:
    made = rig.make(rig.series(CONFERENCE, capacity=2))
    rig.use(answers.answer, "david", made.id, reply=Reply.COMES)
    WAYS[way](rig, made)
    sheet, david = rig.sheet(made), rig.ids["david"]
    assert sheet.appointment.part_of(david) in CLAIMING
    assert (david in sheet.answers, sheet.free_places) == (False, 2)
    assert [rig.use(answers.answer, who, made.id, reply=Reply.COMES).reply for who in ("lea", "sami")] == [
        Reply.COMES
    ] * 2
    if WAYS[way] is asked_to_speak:  # a speaker who says that they come agrees to be named, and takes no place
        rig.use(answers.answer, "david", made.id, reply=Reply.COMES)
        assert david not in rig.sheet(made).answers
    refused = Reply.DECLINES if WAYS[way] is asked_to_speak else Reply.COMES
    with pytest.raises(Invalid):
        rig.use(answers.answer, "david", made.id, reply=refused)
    with rig.database.reading() as tx:
        assert [list(rule.broken(tx, rig.now, rig.now)) for rule in RULES if rule.name in ("claims", "two_places")] == [
            [],
            [],
        ]


def test_a_coach_of_the_team_leads_its_committee_and_is_no_guest(database: Database) -> None:
    """Emma is an EIG of a défi too: handed its committee, she takes part once."""
    rig = Committees(database).open()
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["emma"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"])
        )
    )
    made = rig.one()
    present = [one.person_id for one in made.appointment.participants]
    assert present.count(rig.ids["emma"]) == 1
    with pytest.raises(Invalid):
        rig.use(leading.hand_over, "claire", made.committee.id, person_id=rig.ids["emma"])
