"""What a host does: hand over, add somebody, leave a word, give another link; and hosts who have left."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import text

from bot.agenda.model import Part
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, SlotTaken
from bot.helpdesk import away, changes, hosting, service
from bot.helpdesk import facts as helpdesk_facts
from bot.helpdesk.model import Document, Paper, RankedHost, RankReason
from bot.helpdesk.news import SUBJECT
from bot.programme.model import Actor
from bot.programme.roles import Role
from storage.database import Database
from storage.helpdesk import asks
from storage.programme import history
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau, opened, pressable
from tests.promotion import depart

FILE = Paper(Document.FILE, "F0PLAN", "plan.pdf")


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database, "C0COACHS")


def leave_programme(bureau: Bureau, key: str) -> None:
    with bureau.database.transaction() as tx:
        depart(tx, bureau.ids[key])
    for _ in range(2):  # the clock comes back, and another replica
        with bureau.database.transaction() as tx:
            for appointment_id, person_id in away.list_leavers(tx, now=bureau.now):
                away.remove_leaver(tx, appointment_id, person_id=person_id, now=bureau.now)


def test_a_colleague_hosts_with_the_document_and_frees_who_gave(bureau: Bureau) -> None:
    request_id = bureau.book(paper=FILE)
    bureau.hand_over(request_id, "david")
    assert bureau.hosts(request_id) == ["david"]
    assert bureau.sheet(request_id).request.host_id == bureau.ids["david"]
    assert bureau.owed(helpdesk_facts.HostHandover.kind, helpdesk_facts.RequestPaper.kind) == {
        (helpdesk_facts.HostHandover.kind, bureau.ids["lea"]): 1,
        (helpdesk_facts.HostHandover.kind, bureau.ids["sami"]): 1,
        (helpdesk_facts.RequestPaper.kind, bureau.ids["claire"]): 1,
        (helpdesk_facts.RequestPaper.kind, bureau.ids["david"]): 1,
    }
    bureau.book(who="ines", defi="relais", host="claire")


def _add_session(bureau: Bureau, request_id: int, starts: datetime) -> None:
    lea, draft = bureau.actor("lea"), "second"
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, draft, request_id=request_id, now=bureau.now))
    candidate = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    bureau.do(
        lambda tx: service.book(tx, lea, draft, starts=[starts], candidate=candidate, visio_url=VISIO, now=bureau.now)
    )
    bureau.stand()


def test_what_a_host_left_behind_is_handed_over_and_not_what_another_hosts(bureau: Bureau) -> None:
    """Claire hosts the first séance, David the second; he leaves, and a coach stands in."""
    request_id = bureau.book()
    one = bureau.sheet(request_id).sessions[0]
    bureau.add("noe", Role.COACH)
    _add_session(bureau, request_id, NINE + DAY)
    second = bureau.sheet(request_id).sessions[1]
    claire, noe = bureau.actor("claire"), bureau.actor("noe")
    give = {"to_id": bureau.ids["david"], "appointment_ids": [second.id], "now": bureau.now}
    bureau.do(lambda tx: hosting.hand_over(tx, claire, request_id, **give))  # type: ignore[arg-type]
    leave_programme(bureau, "david")
    with bureau.database.reading() as tx:
        offered = hosting.offer_colleagues(tx, noe, request_id, now=bureau.now)[1]
    assert bureau.ids["claire"] in {each.id for each in offered}
    bureau.do(lambda tx: hosting.hand_over(tx, noe, request_id, to_id=bureau.ids["noe"], now=bureau.now))
    after = {each.id: each.host_ids for each in bureau.sheet(request_id).sessions}
    assert after == {one.id: (bureau.ids["claire"],), second.id: (bureau.ids["noe"],)}
    assert bureau.sheet(request_id).request.host_id == bureau.ids["claire"]


def test_an_old_form_hands_over_what_the_host_it_names_hosts_and_nobody_else_s(bureau: Bureau) -> None:
    """Claire hosts the first séance, David the second; Noé's form names Claire, whose séance is given meanwhile."""
    request_id = bureau.book()
    bureau.add("noe", Role.COACH)
    bureau.add("rose", Role.COACH)
    _add_session(bureau, request_id, NINE + DAY)
    first, second = bureau.sheet(request_id).sessions
    claire, noe, ids = bureau.actor("claire"), bureau.actor("noe"), bureau.ids

    def hand_over(who: Actor, to: str, session_ids: Sequence[int] = ()) -> None:
        to_id, giver_id, now = ids[to], ids["claire"], bureau.now
        bureau.do(
            lambda tx: hosting.hand_over(
                tx, who, request_id, to_id=to_id, appointment_ids=session_ids, giver_id=giver_id, now=now
            )
        )

    hand_over(claire, "david", [second.id])
    hand_over(claire, "rose", [first.id])
    with pytest.raises(AlreadyAnswered):
        hand_over(noe, "noe")
    assert [each.host_ids for each in bureau.sheet(request_id).sessions] == [(ids["rose"],), (ids["david"],)]


def test_seances_are_handed_over_one_by_one_and_the_last_changes_the_host(bureau: Bureau) -> None:
    request_id = bureau.book()
    _add_session(bureau, request_id, NINE + DAY)
    first, second = (session.id for session in bureau.sheet(request_id).sessions)
    claire, ids = bureau.actor("claire"), bureau.ids

    def give(session_id: int) -> list[tuple[int, ...]]:
        give = {"to_id": ids["david"], "appointment_ids": [session_id], "giver_id": ids["claire"], "now": bureau.now}
        bureau.do(lambda tx: hosting.hand_over(tx, claire, request_id, **give))  # type: ignore[arg-type]
        return [session.host_ids for session in bureau.sheet(request_id).sessions]

    assert give(second) == [(ids["claire"],), (ids["david"],)]
    assert bureau.sheet(request_id).request.host_id == ids["claire"]
    with bureau.database.reading() as tx:
        offered = hosting.offer_colleagues(tx, claire, request_id, now=bureau.now)[1]
    assert ids["david"] in {person.id for person in offered}
    assert give(first) == [(ids["david"],), (ids["david"],)]
    assert bureau.sheet(request_id).request.host_id == ids["david"]


def test_a_colleague_is_added_to_the_seances_chosen_then_to_the_others(bureau: Bureau) -> None:
    request_id = bureau.book()
    _add_session(bureau, request_id, NINE + DAY)
    first, second = (session.id for session in bureau.sheet(request_id).sessions)
    claire, david = bureau.actor("claire"), bureau.ids["david"]

    def add(*session_ids: int) -> list[bool]:
        add = {"person_id": david, "appointment_ids": session_ids, "now": bureau.now}
        bureau.do(lambda tx: hosting.add_person(tx, claire, request_id, **add))  # type: ignore[arg-type]
        return [session.part_of(david) is Part.HOST for session in bureau.sheet(request_id).sessions]

    assert add(second) == [False, True]
    with pytest.raises(Invalid):
        add(second)
    assert add(first) == [True, True]
    with bureau.database.reading() as tx:
        offered = hosting.offer_specialists(tx, claire, request_id, now=bureau.now)[1]
    assert david not in {person.id for person in offered}


def test_a_colleague_just_booked_cannot_take_over(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.book(who="ines", defi="relais", host="david")
    with pytest.raises(SlotTaken) as refused:
        bureau.hand_over(request_id, "david")
    assert refused.value.facts == {"starts": NINE}
    assert bureau.hosts(request_id) == ["claire"]
    assert bureau.owed(helpdesk_facts.HostHandover.kind) == {}


def test_two_seances_handed_to_one_colleague_at_once_are_one(bureau: Bureau) -> None:
    bureau.add("noe", Role.COACH)
    first, second = bureau.book(), bureau.book(who="ines", defi="relais", host="david")
    claire, david, noe = bureau.actor("claire"), bureau.actor("david"), bureau.ids["noe"]
    outcomes = bureau.together(
        lambda tx: hosting.hand_over(tx, claire, first, to_id=noe, now=bureau.now),
        lambda tx: hosting.hand_over(tx, david, second, to_id=noe, now=bureau.now),
    )
    assert sorted(outcomes) == ["SlotTaken", "done"]


def test_a_coach_hands_over_for_the_host_to_themselves_nobody_else_can(bureau: Bureau) -> None:
    request_id = bureau.book()
    for who in ("lea", "sami", "ines"):
        with pytest.raises(NotAllowed):
            bureau.hand_over(request_id, "david", who)
    with pytest.raises(Invalid):
        bureau.hand_over(request_id, "ines")
    bureau.hand_over(request_id, "david", "david")
    assert bureau.hosts(request_id) == ["david"]
    assert bureau.owed(helpdesk_facts.HostHandover.kind)[helpdesk_facts.HostHandover.kind, bureau.ids["claire"]] == 1


def test_a_colleague_joins_reads_the_need_and_must_be_free(bureau: Bureau) -> None:
    request_id = bureau.book(paper=FILE)
    sheet = bureau.invite(request_id, "david")
    assert bureau.hosts(request_id) == ["claire", "david"]
    assert sheet.reads_need(bureau.ids["david"])
    assert bureau.owed(helpdesk_facts.NeedAccessQuestion.kind, helpdesk_facts.ParticipantAdded.kind) == {
        (helpdesk_facts.ParticipantAdded.kind, bureau.ids[key]): 1 for key in ("lea", "sami")
    }
    assert bureau.owed(helpdesk_facts.RequestPaper.kind)[helpdesk_facts.RequestPaper.kind, bureau.ids["david"]] == 1
    with pytest.raises(Invalid) as refused:
        bureau.invite(request_id, "david")
    assert refused.value.facts == {"field": "person", "reason": "already"}
    bureau.add("noe", Role.COACH)
    other = bureau.book(who="ines", defi="relais", host="noe")
    with pytest.raises(SlotTaken):
        bureau.invite(other, "david", "noe")


@pytest.mark.parametrize("role", [Role.EXPERT, Role.MENTOR])
def test_a_specialist_reads_the_need_once_who_booked_agreed(bureau: Bureau, role: Role) -> None:
    bureau.add("nora", role)
    request_id = bureau.book(paper=FILE)
    bureau.deliver()
    nora, lea = bureau.ids["nora"], bureau.ids["lea"]
    sheet = bureau.invite(request_id, "nora")
    assert (sheet.part_of(nora), sheet.reads_need(nora)) == (Part.EXPERT, False)
    assert bureau.owed(helpdesk_facts.NeedAccessQuestion.kind, helpdesk_facts.ParticipantAdded.kind) == {
        (helpdesk_facts.NeedAccessQuestion.kind, lea): 1,
        **{(helpdesk_facts.ParticipantAdded.kind, bureau.ids[key]): 1 for key in ("sami", "claire")},
    }
    assert pressable(bureau.deliver()[helpdesk_facts.NeedAccessQuestion.kind, lea]) == [
        "helpdesk.agree",
        "helpdesk.refuse",
    ]
    for who in ("sami", "claire", "nora"):
        with pytest.raises(NotAllowed):
            answer(bureau, request_id, agreed=True, who=who)
    answer(bureau, request_id, agreed=True)
    assert bureau.sheet(request_id).reads_need(nora)
    assert bureau.owed(helpdesk_facts.RequestPaper.kind)[helpdesk_facts.RequestPaper.kind, nora] == 1
    assert pressable(bureau.deliver()[helpdesk_facts.NeedAccessQuestion.kind, lea]) == []
    with pytest.raises(AlreadyAnswered):
        answer(bureau, request_id, agreed=False)
    assert bureau.sheet(request_id).reads_need(nora)


def test_a_specialist_comes_without_the_need_when_who_booked_refuses(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book(paper=FILE)
    bureau.deliver()
    bureau.invite(request_id, "nora")
    bureau.deliver()
    answer(bureau, request_id, agreed=False)
    sheet = bureau.sheet(request_id)
    assert (sheet.part_of(bureau.ids["nora"]), sheet.reads_need(bureau.ids["nora"])) == (Part.EXPERT, False)
    assert bureau.owed(helpdesk_facts.RequestPaper.kind)[helpdesk_facts.RequestPaper.kind, bureau.ids["nora"]] == 0
    assert pressable(bureau.deliver()[helpdesk_facts.NeedAccessQuestion.kind, bureau.ids["lea"]]) == []
    with pytest.raises(AlreadyAnswered):
        answer(bureau, request_id, agreed=True)


def test_yes_and_no_at_once_are_one_answer(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book()
    bureau.invite(request_id, "nora")
    lea, nora = bureau.actor("lea"), bureau.ids["nora"]
    outcomes = bureau.together(
        lambda tx: hosting.answer_need_access(tx, lea, request_id, person_id=nora, is_agreed=True, now=bureau.now),
        lambda tx: hosting.answer_need_access(tx, lea, request_id, person_id=nora, is_agreed=False, now=bureau.now),
    )
    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    assert bureau.sheet(request_id).reads_need(nora) is (outcomes[0] == "done")


def test_who_is_asked_again_answers_again(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book()
    bureau.invite(request_id, "nora")
    answer(bureau, request_id, agreed=False)
    nora = bureau.actor("nora")
    bureau.do(lambda tx: changes.leave_sessions(tx, nora, request_id, now=bureau.now))
    bureau.invite(request_id, "nora")
    answer(bureau, request_id, agreed=True)
    assert bureau.sheet(request_id).reads_need(bureau.ids["nora"])


def answer(bureau: Bureau, request_id: int, *, agreed: bool, who: str = "lea") -> None:
    actor, nora = bureau.actor(who), bureau.ids["nora"]
    bureau.do(
        lambda tx: hosting.answer_need_access(tx, actor, request_id, person_id=nora, is_agreed=agreed, now=bureau.now)
    )


def test_a_word_reaches_the_others_once_for_a_form(bureau: Bureau) -> None:
    request_id = bureau.book()
    claire = bureau.actor("claire")
    for batch in ("n1", "n1"):
        bureau.do(
            lambda tx, batch=batch: hosting.leave_note(  # type: ignore[misc]
                tx, claire, request_id, text=" Apportez <vos> chiffres ", batch=batch, now=bureau.now
            )
        )
    assert bureau.owed(helpdesk_facts.HostNote.kind) == {
        (helpdesk_facts.HostNote.kind, bureau.ids[key]): 1 for key in ("lea", "sami")
    }
    assert bureau.do(lambda tx: asks.count_notes(tx, request_id)) == 1
    lines = bureau.do(lambda tx: history.entries_of(tx, SUBJECT, request_id))
    assert [one.actor_id for one in lines if one.action == "helpdesk.note"] == [bureau.ids["claire"]]
    said = bureau.deliver()[helpdesk_facts.HostNote.kind, bureau.ids["sami"]]
    assert said is not None
    assert said.text.endswith("Apportez &lt;vos&gt; chiffres.")
    for words in (" ", "x" * 1001):
        with pytest.raises(Invalid):
            bureau.do(
                lambda tx, words=words: hosting.leave_note(  # type: ignore[misc]
                    tx, claire, request_id, text=words, now=bureau.now
                )
            )


def test_another_link_is_that_of_all_seances_to_come(bureau: Bureau) -> None:
    request_id = bureau.book()
    wrong = {"": "not_a_link", "javascript:alert(1)": "not_a_link", "https://a b.example.org": "not_a_link"}
    wrong |= {f"https://example.org/{'x' * 500}": "long", "https://webconf.numerique.gouv.fr/a": "closed"}
    for link, reason in wrong.items():
        with pytest.raises(Invalid) as refused:
            give_link(bureau, request_id, link)
        assert refused.value.facts == {"field": "link", "reason": reason}
    with pytest.raises(NotAllowed):
        give_link(bureau, request_id, "https://example.org/", who="sami")
    give_link(bureau, request_id, " https://example.org/salle ")
    assert [one.link for one in bureau.sheet(request_id).standing] == ["https://example.org/salle"]


def give_link(bureau: Bureau, request_id: int, link: str, who: str = "claire") -> None:
    actor = bureau.actor(who)
    bureau.do(lambda tx: hosting.set_link(tx, actor, request_id, link=link, now=bureau.now))


def test_a_host_who_has_left_is_brought_before_the_coaches_until_somebody_hosts(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.deliver()
    leave_programme(bureau, "claire")
    assert bureau.owed(helpdesk_facts.RequestOrphaned.kind) == {(helpdesk_facts.RequestOrphaned.kind, None): 1}
    shown = bureau.deliver()[helpdesk_facts.RequestOrphaned.kind, None]
    assert pressable(shown) == ["helpdesk.hand_over", "helpdesk.cancel"]
    bureau.hand_over(request_id, "david", "david")
    assert bureau.hosts(request_id) == ["david"]
    settled = bureau.deliver()[helpdesk_facts.RequestOrphaned.kind, None]
    assert settled is not None
    assert (pressable(settled), "David Nguyen" in settled.text) == ([], True)
    leave_programme(bureau, "claire")
    assert bureau.owed(helpdesk_facts.RequestOrphaned.kind) == {(helpdesk_facts.RequestOrphaned.kind, None): 1}


def test_a_host_who_has_left_is_cancelled_for_by_a_coach(bureau: Bureau) -> None:
    request_id = bureau.book()
    leave_programme(bureau, "claire")
    bureau.deliver()
    david = bureau.actor("david")
    bureau.do(lambda tx: changes.cancel(tx, david, request_id, batch="c1", now=bureau.now))
    bureau.stand()
    assert pressable(bureau.deliver()[helpdesk_facts.RequestOrphaned.kind, None]) == []


def test_who_stands_in_the_place_of_a_booker_who_has_left_is_asked_afterwards(bureau: Bureau) -> None:
    bureau.book()
    leave_programme(bureau, "lea")
    with bureau.database.reading() as tx:
        query = "SELECT person_id FROM notices WHERE kind = 'remind.after' AND closed_at IS NULL"
        assert tx.execute(text(query)).scalars().all() == [bureau.ids["sami"]]


def test_a_co_host_or_guest_who_has_left_frees_place_and_claims(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.invite(request_id, "david")
    for key in ("david", "sami"):
        leave_programme(bureau, key)
    assert bureau.hosts(request_id) == ["claire"]
    (one,) = bureau.sheet(request_id).standing
    assert one.person_ids == tuple(sorted((bureau.ids["lea"], bureau.ids["claire"])))
    assert bureau.owed(helpdesk_facts.RequestOrphaned.kind) == {}
    with bureau.database.reading() as tx:
        claimed = tx.execute(text("SELECT DISTINCT person_id FROM claims")).scalars().all()
    assert claimed == [bureau.ids["claire"]]
