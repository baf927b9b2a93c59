"""A committee's support: opened with its booking, written by several, told of in time, read by the coaches."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.agenda.facts import WeekReminder
from bot.agenda.model import AgendaPlan, Participant, State
from bot.agenda.model import Part as AgendaPart
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, NotFound
from bot.evaluation import changes, facts, sheets, teams
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.support import own, support
from bot.evaluation.support.model import FilledSupport, SupportPart
from bot.notices import notices as ledger
from bot.planning import once_a_week
from bot.programme import versions
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.shape import EIG
from bot.programme.versions import LIMIT, Clash, TypedField
from bot.records import export
from bot.records.report import sheets as report_sheets
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.evaluation import committees, supports
from storage.notices.ledger import notices
from storage.programme import people
from tests.promotion import found

from .rig import Committees, paris

ASKED, READS = "2026-05-18 09:00", "2026-05-28 08:30"  # Monday 25 May is a holiday


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def write(
    rig: Committees,
    who: str,
    made: CommitteeSheet,
    part: SupportPart = SupportPart.ANSWERS,
    /,
    **typed: tuple[int, str],
) -> tuple[FilledSupport, list[Clash]]:
    given = {name.replace("__", "."): TypedField(*one) for name, one in typed.items()}
    return rig.use(support.save_form, who, made.committee.id, part=part, typed_values=given)


def filled(rig: Committees, made: CommitteeSheet) -> FilledSupport:
    with rig.database.reading() as tx:
        return support.read_support(tx, made.committee.id)


def owed(rig: Committees, kind: str) -> dict[str, str]:
    """Give who is owed a message of this kind, and when."""
    names = {number: name for name, number in rig.ids.items() if not name.startswith(("defi", "promotion"))}
    with rig.database.reading() as tx:
        found = tx.execute(select(notices).where(notices.c.kind == kind, notices.c.state == "owed"))
        return {names[row.person_id]: f"{row.due.astimezone(rig.now.tzinfo):%Y-%m-%d %H:%M}" for row in found}


def texts(found: FilledSupport) -> Mapping[str, str]:
    return {name: one.text for name, one in found.words.items()}


def test_support_opens_with_the_booking_and_is_told_of_in_time(rig: Committees) -> None:
    made = rig.one("2026-06-02 09:00")  # a Tuesday
    found = filled(rig, made)
    assert (found.words, found.aims, found.is_untouched) == ({}, (), True)
    assert [one.text for one in found.empty] == [one.text for one in EIG.questions]
    team = {"lea", "sami", "ines", "paul"}
    assert owed(rig, facts.EmptySupport.kind) == dict.fromkeys(team, ASKED)
    assert owed(rig, facts.ReadingNotice.kind) == {"claire": READS}
    assert owed(rig, facts.UsefulQuestion.kind) == {}  # the minutes ask it; where there are none, it is asked then


def test_what_is_told_moves_with_the_committee_and_dies_with_it(rig: Committees) -> None:
    made = rig.one("2026-06-02 09:00")
    rig.use(changes.move, "lea", made.committee.id, starts=paris("2026-06-04 10:00"))
    rig.stand()
    assert set(owed(rig, facts.ReadingNotice.kind).values()) == {"2026-06-01 08:30"}
    assert set(owed(rig, facts.EmptySupport.kind).values()) == {"2026-05-26 09:00"}
    rig.use(changes.move, "lea", made.committee.id, starts=paris("2026-06-02 09:00"))  # and back
    rig.stand()
    assert owed(rig, facts.ReadingNotice.kind) == {"claire": READS}
    rig.use(changes.cancel, "claire", made.committee.id)
    rig.stand()
    assert [owed(rig, one.kind) for one in (facts.EmptySupport, facts.ReadingNotice, facts.UsefulQuestion)] == [
        {},
        {},
        {},
    ]


def test_booked_inside_the_window_the_coaches_read_at_once(rig: Committees) -> None:
    rig.now = paris("2026-06-01 15:00")
    rig.one("2026-06-02 09:00")
    assert owed(rig, facts.EmptySupport.kind) == {}
    assert owed(rig, facts.ReadingNotice.kind) == {"claire": "2026-06-01 15:02"}


def test_by_mail_it_is_asked_for_before_the_day_on_which_the_coaches_begin_to_read(rig: Committees) -> None:
    made, week = rig.one("2026-06-11 10:00"), paris("2026-06-08 09:01")  # Thursday, and its week's Monday
    asked = paris("2026-06-01 09:00")
    assert owed(rig, facts.ReadingNotice.kind) == {"claire": "2026-06-08 08:30"}
    rig.do(lambda tx: ledger.tell(tx, WeekReminder(), about=made.appointment.id, to=[rig.ids["paul"]], due=week))
    several = rig.do(lambda tx: ledger.claim(tx, now=asked, machine_now=asked, limit=50))
    (told,) = [one for one in several if (one.kind, one.person_id) == (facts.EmptySupport.kind, rig.ids["paul"])]
    assert rig.do(lambda tx: once_a_week.mailing_time(tx, told, now=asked)) == asked


def test_several_write_and_what_two_wrote_at_once_is_asked_about(rig: Committees) -> None:
    made = rig.one()
    assert write(rig, "lea", made, succes=(0, "Trois essais"), axis__succes=(0, "innovation"))[1] == []
    write(rig, "sami", made, succes=(0, ""), difficultes=(0, "Les données"))
    found, [clash] = write(rig, "ines", made, succes=(0, "Quatre essais"), orientations=(0, "Un pilote"))
    assert (clash.theirs.text, clash.theirs.person_id, clash.mine) == ("Trois essais", rig.ids["lea"], "Quatre essais")
    assert texts(found) == {
        "succes": "Trois essais",
        "axis.succes": "innovation",
        "difficultes": "Les données",
        "orientations": "Un pilote",
    }
    assert [one.key for one in found.empty] == ["objectifs"]
    # Of a choice the last one made holds: there is nothing to merge.
    found, clashes = write(
        rig, "ines", made, succes=(1, "Trois essais, puis quatre"), axis__succes=(0, "transformation")
    )
    assert (clashes, found.text("axis.succes")) == ([], "transformation")
    assert write(rig, "ines", made, succes=(1, "Trois essais, puis quatre"))[1] == []  # the same form, sent twice
    with rig.database.reading() as tx:
        _, several = support.answer_history(tx, rig.actor("claire"), made.committee.id, field="succes")
    assert [(one.number, one.text) for one in several] == [
        (2, "Trois essais, puis quatre"),
        (None, "Quatre essais"),
        (1, "Trois essais"),
    ]


def test_who_may_write_answer_apart_and_read(rig: Committees) -> None:
    made = rig.one()
    for who in ("claire", "david", "serge", "ali", "rita"):
        with pytest.raises(NotAllowed):
            write(rig, who, made, succes=(0, "Par bonté"))
    for who in ("serge", "ali", "rita"):
        with pytest.raises(NotAllowed):
            _read(rig, who, made)
    for who in ("lea", "paul", "claire", "david"):
        assert _read(rig, who, made).support.defi_id == rig.ids["defi0"]
    mine = f"apart{rig.ids['paul']}.succes"
    with pytest.raises(NotAllowed):
        write(rig, "lea", made, SupportPart.APART, **{mine: (0, "À sa place")})
    with pytest.raises(NotFound):  # in the name of another
        write(rig, "paul", made, SupportPart.APART, **{f"apart{rig.ids['rita']}.succes": (0, "Pour Rita")})
    with pytest.raises(NotFound):
        write(rig, "lea", made, SupportPart.NEXT, succes=(0, "Par un autre formulaire"))


def _read(rig: Committees, who: str, made: CommitteeSheet) -> FilledSupport:
    actor = rig.actor(who)
    with rig.database.reading() as tx:
        return support.read(tx, actor, made.committee.id)


def test_two_porteurs_answer_apart_and_the_team_reads_it_in_the_meeting(rig: Committees) -> None:
    rig.add("rose", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    made = rig.one()
    for who in ("paul", "rose"):
        write(rig, who, made, SupportPart.APART, **{f"apart{rig.ids[who]}.difficultes": (0, f"Vu par {who}")})
    found = filled(rig, made)
    everybody = {name: rig.actor(name).person for name in ("lea", "paul", "claire")}
    both = sorted(rig.ids[one] for one in ("paul", "rose"))
    sees = {name: found.apart_seen_by(one, now=rig.now) for name, one in everybody.items() if one}
    assert sees == {"lea": [], "paul": [rig.ids["paul"]], "claire": both}
    begun = made.appointment.starts
    assert {name: found.apart_seen_by(one, now=begun) for name, one in everybody.items() if one} == dict.fromkeys(
        everybody, both
    )
    answers = support.answers_of(found, porteur_ids=both)
    assert [apart for question, _, apart in answers if question.key == "difficultes"] == [
        [("Paul", "Vu par paul"), ("Rose", "Vu par rose")]
    ]
    assert [one.name for one in support.list_awaited_writers(found)] == ["Ines", "Lea", "Sami"]


def test_a_porteur_who_changes_half_way(rig: Committees) -> None:
    made = rig.one()
    write(rig, "paul", made, SupportPart.APART, **{f"apart{rig.ids['paul']}.succes": (0, "Avant de partir")})
    with rig.database.transaction() as tx:
        tx.execute(
            update(people.memberships).where(people.memberships.c.person_id == rig.ids["paul"]).values(ended_at=rig.now)
        )
    rig.add("rose", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    with rig.database.reading() as tx:
        due = teams.list_changed_members(tx, now=rig.now)
    for committee, person in due:
        rig.do(lambda tx, c=committee, p=person: teams.update_member(tx, c, person_id=p, now=rig.now))  # type: ignore[misc]
    assert owed(rig, facts.EmptySupport.kind)["rose"] == ASKED
    with pytest.raises(NotAllowed):
        write(rig, "paul", made, SupportPart.APART, **{f"apart{rig.ids['paul']}.succes": (1, "Après")})
    found = filled(rig, made)
    assert found.apart_of(rig.ids["paul"]) == {"succes": "Avant de partir"}  # nobody's words are lost
    assert [one.name for one in support.list_awaited_writers(found)] == ["Ines", "Lea", "Rose", "Sami"]


def test_defi_without_porteur_waits_for_nobody_else(rig: Committees) -> None:
    made = rig.one(defi="defi2")
    assert [one.name for one in support.list_awaited_writers(filled(rig, made))] == ["Eva", "Lou", "Max"]
    write(rig, "eva", made, **dict.fromkeys((one.key for one in EIG.questions), (0, "Écrit")))
    assert support.list_awaited_writers(filled(rig, made)) == []


def test_support_is_kept_for_the_next_committee_of_the_phase(rig: Committees) -> None:
    made = rig.one()
    write(rig, "lea", made, succes=(0, "Trois essais <!channel>"))
    rig.use(changes.cancel, "claire", made.committee.id)
    write(rig, "sami", made, difficultes=(0, "Écrit dans un formulaire resté ouvert"))
    again = rig.one("2026-06-04 10:00")
    assert texts(filled(rig, again)) == {
        "succes": "Trois essais <!channel>",
        "difficultes": "Écrit dans un formulaire resté ouvert",
    }


def test_next_support_opens_with_the_objectives_of_last_time(rig: Committees) -> None:
    made = rig.one()
    write(rig, "lea", made, SupportPart.NEXT, aim1=(0, "Dix usagers"), aim3=(0, "Un pilote"))
    first = filled(rig, made).support
    with rig.database.transaction() as tx:
        of, table = committees.ensure_round(tx, rig.ids["promotion"], 3), committees.committees
        supports.make(tx, of.id, [rig.ids["defi0"]], shape=EIG)
        assert supports.find_previous(tx, of.id, rig.ids["defi0"]) == first
        tx.execute(update(table).where(table.c.id == made.committee.id).values(round_id=of.id))
    found = filled(rig, made)
    assert [(one.number, one.text, one.outcome) for one in found.aims] == [(1, "Dix usagers", ""), (3, "Un pilote", "")]
    assert found.unsaid == 2
    with pytest.raises(Invalid) as refusal:
        write(rig, "lea", made, SupportPart.AIMS, outcome1=(0, "abandonne"), because1=(0, ""))
    assert refusal.value.facts == {"field": "because1", "reason": "why"}
    found, _ = write(
        rig,
        "lea",
        made,
        SupportPart.AIMS,
        outcome1=(0, "abandonne"),
        because1=(0, "Hors sujet"),
        outcome3=(0, "en_partie"),
    )
    assert [(one.outcome, one.because) for one in found.aims] == [("abandonne", "Hors sujet"), ("en_partie", "")]


@pytest.mark.parametrize(
    ("part", "typed", "field", "reason"),
    [
        (SupportPart.ANSWERS, {"succes": "é" * (LIMIT + 1)}, "succes", "long"),
        (SupportPart.ANSWERS, {"axis.succes": "note"}, "axis.succes", "choice"),
        (SupportPart.INDICATOR, {"target": "é" * 201}, "target", "long"),
        (SupportPart.QUESTIONS, {"link": "pas une adresse"}, "link", "address"),
        (SupportPart.QUESTIONS, {"questions": "Une ?\n" * 7}, "questions", "many"),
        (SupportPart.QUESTIONS, {"questions": "é" * 151}, "questions", "many"),
    ],
)
def test_what_no_form_lets_through(
    rig: Committees, part: SupportPart, typed: dict[str, str], field: str, reason: str
) -> None:
    made = rig.one()
    with pytest.raises(Invalid) as refusal:
        write(rig, "lea", made, part, **{name: (0, text) for name, text in typed.items()})
    assert refusal.value.facts == {"field": field, "reason": reason}
    assert filled(rig, made).words == {}


def test_questions_of_the_teams_own_and_a_document_elsewhere(rig: Committees) -> None:
    made = rig.one()
    write(rig, "lea", made, succes=(0, "Trois essais"))
    found, _ = write(rig, "sami", made, SupportPart.QUESTIONS, questions=(0, "Qui nous lit ?\n\nQue faire ensuite ?"))
    assert [(one.key, one.text) for one in found.empty] == [("own1", "Qui nous lit ?"), ("own2", "Que faire ensuite ?")]
    found, _ = write(rig, "sami", made, own1=(0, "é" * LIMIT), own2=(0, "é" * LIMIT))
    assert (found.answered, found.empty) == (2, ())
    found, _ = write(
        rig, "sami", made, SupportPart.QUESTIONS, questions=(1, ""), link=(0, "https://docs.example.org/carte")
    )
    assert (found.answered, found.empty, found.link) == (1, (), "https://docs.example.org/carte")
    assert support.list_awaited_writers(found) == []


def test_who_has_written_nothing_is_chased_once_a_day(rig: Committees) -> None:
    made = rig.one()
    write(rig, "lea", made, succes=(0, "Trois essais"))
    for who in ("lea", "paul"):
        with pytest.raises(NotAllowed):
            rig.use(support.remind_writers, who, made.committee.id)
    assert [one.name for one in rig.use(support.remind_writers, "david", made.committee.id)] == ["Ines", "Paul", "Sami"]
    assert sorted(owed(rig, facts.WritingReminder.kind)) == ["ines", "paul", "sami"]
    reasons = []
    for change in (timedelta(hours=1), timedelta(days=40)):
        rig.now += change
        with pytest.raises(Invalid) as refusal:
            rig.use(support.remind_writers, "claire", made.committee.id)
        reasons.append(refusal.value.facts["reason"])
    assert reasons == ["today", "over"]


def test_usefulness_is_counted_by_phase_once_for_each_and_is_nobodys(rig: Committees) -> None:
    several = [rig.one(), rig.one("2026-06-03 09:00", defi="defi1")]
    with pytest.raises(Invalid):  # not yet
        rig.use(support.rate_committee, "lea", several[0].committee.id, choice="utile")
    rig.now = paris("2026-06-04 09:00")
    teams_ = (("lea", "sami", "ines"), ("ali", "zoe", "tom"))
    said = iter(("utile", "un_peu", "utile", "utile", "pas_cette_fois", "utile"))
    for number, (made, team) in enumerate(zip(several, teams_, strict=True)):
        for who in team:
            with rig.database.reading() as tx:
                shown = support.usefulness(tx, made.committee.round_id)
                filled_, unrated = support.find_to_write_and_rate(tx, rig.actor(who).person, now=rig.now)  # type: ignore[arg-type]
            assert (filled_, [one.committee.id for one in unrated]) == ([], [made.committee.id])
            assert (shown is None) == (number == 0 or who in ("ali", "zoe"))
            rig.use(support.rate_committee, who, made.committee.id, choice=next(said))
            with pytest.raises(AlreadyAnswered):
                rig.use(support.rate_committee, who, made.committee.id, choice="utile")
    rig.use(support.rate_committee, "paul", several[0].committee.id, choice="utile")  # its porteur too
    for who in ("claire", "ali"):
        with pytest.raises(NotAllowed):
            rig.use(support.rate_committee, who, several[0].committee.id, choice="utile")
    with pytest.raises(Invalid):
        rig.use(support.rate_committee, "lea", several[0].committee.id, choice="5/5")
    with rig.database.reading() as tx:
        assert support.usefulness(tx, several[0].committee.round_id) == {"utile": 5, "un_peu": 1, "pas_cette_fois": 1}
        columns = {one.name for one in supports.usefulness.columns} | {one.name for one in supports.raters.columns}
    assert columns == {"round_id", "choice", "count", "committee_id", "person_id"}


def test_support_awaits_words_from_its_week_on(rig: Committees) -> None:
    made = rig.one()

    def awaits(who: str) -> list[int]:
        with rig.database.reading() as tx:
            found, _ = support.find_to_write_and_rate(tx, rig.actor(who).person, now=rig.now)  # type: ignore[arg-type]
            return [one.sheet.committee.id for one in found]

    assert awaits("lea") == []
    rig.now = paris(ASKED)
    assert [awaits(who) for who in ("lea", "paul", "claire", "ali")] == [[made.committee.id]] * 2 + [[], []]
    write(rig, "lea", made, succes=(0, "Trois essais"))
    assert [awaits(who) for who in ("lea", "sami", "paul")] == [[], [made.committee.id], [made.committee.id]]


def said(found: FilledSupport) -> dict[str, str]:
    """Give what is answered, by the question's words."""
    return {one.text: found.text(one.key) for one in found.questions}


def ask_own(rig: Committees, made: CommitteeSheet, *lines: str) -> FilledSupport:
    """Let the team have these questions."""
    shown = filled(rig, made).words.get("questions")
    over = shown.number or 0 if shown else 0
    return write(rig, "lea", made, SupportPart.QUESTIONS, questions=(over, "\n".join(lines)))[0]


def test_answers_stay_with_their_question_when_a_team_changes_its_questions(rig: Committees) -> None:
    """Put before, removed, reordered, reworded, and back again: in the form, in the report and in the export."""
    made = rig.one()
    first = ask_own(rig, made, "Qui nous lit ?", "Que faire ensuite ?")
    keys = {one.text: one.key for one in first.questions}
    write(rig, "lea", made, **{keys["Qui nous lit ?"]: (0, "La DSI"), keys["Que faire ensuite ?"]: (0, "Un pilote")})
    write(
        rig, "paul", made, SupportPart.APART, **{f"apart{rig.ids['paul']}.{keys['Que faire ensuite ?']}": (0, "Rien")}
    )

    found = ask_own(rig, made, "Combien de temps ?", "Qui nous lit ?", "Que faire ensuite ?")
    assert said(found) == {"Combien de temps ?": "", "Qui nous lit ?": "La DSI", "Que faire ensuite ?": "Un pilote"}
    found = ask_own(rig, made, "Que faire ensuite, et quand ?", "Combien de temps ?")
    assert said(found) == {"Que faire ensuite, et quand ?": "Un pilote", "Combien de temps ?": ""}
    assert support.answers_of(found, porteur_ids=[rig.ids["paul"]])[0][2] == [("Paul", "Rien")]
    lines = export._support_lines(found)  # noqa: SLF001
    assert lines[lines.index("Que faire ensuite, et quand ?") + 2] == "Un pilote"
    with rig.database.reading() as tx:
        words, _, _ = report_sheets._support_words(tx, made.committee.id)  # noqa: SLF001
    assert words == (("Que faire ensuite, et quand ?", "Un pilote"),)

    found = ask_own(rig, made, "Tout autre chose", "Qui nous lit ?")
    assert said(found) == {"Tout autre chose": "", "Qui nous lit ?": "La DSI"}
    with rig.database.reading() as tx:
        _, several = support.answer_history(
            tx, rig.actor("claire"), made.committee.id, field=keys["Que faire ensuite ?"]
        )
    assert [one.text for one in several] == ["Un pilote"]


def test_questions_written_before_keys_were_kept_keep_their_answers(rig: Committees) -> None:
    made = rig.one()
    of = ("support", filled(rig, made).support.id)
    before = {
        "questions": TypedField(0, "Qui nous lit ?\nEt après ?"),
        "own1": TypedField(0, "La DSI"),
        "own2": TypedField(0, "Rien"),
    }
    rig.use(versions.save_texts, "lea", of, typed_texts=before)
    assert said(filled(rig, made)) == {"Qui nous lit ?": "La DSI", "Et après ?": "Rien"}
    found = ask_own(rig, made, "Et après ?")
    assert said(found) == {"Et après ?": "Rien"}
    found = ask_own(rig, made, "Une nouvelle", "Et après ?", "Qui nous lit ?")
    assert said(found) == {"Une nouvelle": "", "Et après ?": "Rien", "Qui nous lit ?": "La DSI"}


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from("ABCDEFGH"), max_size=6, unique=True), min_size=1, max_size=8))
def test_no_question_ever_has_the_key_of_another(steps: list[list[str]]) -> None:
    """Of questions that are nothing alike, whatever is put in, removed and reordered, each keeps one key of its own."""
    known: own.Keyed = ()
    ever: dict[str, str] = {}
    for lines in steps:
        known = own.read_keys(
            own.write_keys(own.assign_keys(lines, previous_keys=known, answered_fields=ever.values()))
        )
        now = {text: key for key, text in own.find_keys(lines, known)}
        assert list(now) == lines
        assert {**ever, **now} == {**now, **ever}
        ever |= now
        assert len({*ever.values()}) == len(ever)


def test_a_porteur_of_two_promotions_is_asked_for_both_supports(rig: Committees) -> None:
    """Each of the two committees is paired with the support of its own round."""
    mine = rig.one()
    with rig.database.transaction() as tx:
        ids = found(tx, "EIG 10", defis={"autre": {"name": "Autre", "administration": "Ministère"}})
        people.add_membership(tx, rig.ids["paul"], Membership(Role.PORTEUR, ids["promotion"], ids["autre"]))
        other = another(tx, rig, ids["promotion"], ids["autre"], phase=2)
    rig.now = paris("2026-05-28 09:00")
    person = rig.actor("paul").person
    assert person
    with rig.database.reading() as tx:
        asked, _ = support.find_to_write_and_rate(tx, person, now=rig.now)
    assert {one.sheet.committee.id for one in asked} == {mine.committee.id, other}
    assert all(one.support.round_id == one.sheet.committee.round_id for one in asked)


def test_two_rounds_of_one_defi_are_each_read_with_their_own_support(rig: Committees) -> None:
    mine = rig.one()
    with rig.database.transaction() as tx:
        other = another(tx, rig, rig.ids["promotion"], rig.ids["defi0"], phase=3)
        several = support.read_supports(tx, [mine, sheets.describe_committee(tx, other)])
    assert [one.support.round_id for one in several] == [one.sheet.committee.round_id for one in several]
    assert len({one.support.id for one in several}) == 2


def another(tx: Transaction, rig: Committees, promotion_id: int, defi_id: int, *, phase: int) -> int:
    """Write a committee of another round, with its support; Paul comes."""
    someone = (Participant(rig.ids["david"], AgendaPart.HOST), Participant(rig.ids["paul"], AgendaPart.GUEST))
    plan = AgendaPlan("comite", promotion_id, defi_id, paris("2026-06-03 14:00"), 90, someone)
    one = appointments.add(tx, plan, uid=f"another {phase}", state=State.CONFIRMED, now=rig.now)
    round_ = committees.ensure_round(tx, promotion_id, phase)
    supports.make(tx, round_.id, [defi_id], shape=EIG)
    return committees.add(tx, round_.id, defi_id, appointment_id=one)
