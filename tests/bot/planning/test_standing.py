"""Where a défi stands: what comes for its team, and the people who may know."""

from dataclasses import replace

from bot.planning.standing import describe_defis, may_see_events
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.service import defi_of, person_of
from storage.database import Database
from tests.bot.evaluation.rig import Committees


def test_a_defi_s_committee_comes_and_its_people_and_coaches_follow_it(database: Database) -> None:
    rig = Committees(database).open()
    rig.one()
    lea, claire = person_of(rig.actor("lea")), person_of(rig.actor("claire"))
    with rig.database.reading() as tx:
        defi, other = (defi_of(tx, rig.ids[key]) for key in ("defi0", "defi1"))
        found = describe_defis(tx, [other, defi], now=rig.now)
    assert [(carried.defi.id, [each.name for each in carried.coming]) for carried in found] == [
        (defi.id, ["Comité d’évaluation", "Rapport d’évaluation"]),
        (other.id, []),
    ]
    assert (may_see_events(lea, defi), may_see_events(claire, defi), may_see_events(claire, other)) == (
        True,
        True,
        True,
    )
    assert may_see_events(lea, other) is (other.id in lea.defi_ids)
    of = defi.promotion_id
    for role, follows in ((Role.SPONSOR, True), (Role.PORTEUR, True), (Role.ALUMNI, False)):
        assert may_see_events(replace(lea, memberships=(Membership(role, of, defi.id),)), defi) is follows
    assert not may_see_events(replace(lea, memberships=(Membership(Role.COACH, of + 1),)), defi)
