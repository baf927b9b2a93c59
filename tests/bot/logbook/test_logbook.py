"""A logbook's rules: what is refused, what is never lost, what only its owner reaches, what is gone once erased."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from bot.agenda.model import AgendaPlan, Part, Participant, Reply, State
from bot.dates.paris import PARIS, day_of
from bot.errors import Invalid, NotAllowed, NotFound
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Purpose
from bot.gatherings.model import Reply as Answer
from bot.logbook import hour, leaving, service
from bot.logbook.facts import LogbookPaper
from bot.logbook.model import LIMIT, LOGBOOK, FieldText, Level, Logbook, MonthPage, Source, TypedText, digest_of
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.rights import closing
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import empty_journal
from storage.agenda import appointments, claims
from storage.database import Database, Reading, Transaction
from storage.gatherings import gathering_groups as presenters
from storage.gatherings import occurrences, proposals
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.gatherings.rig import Rig as Gatherings
from tests.databases import everything, fresh
from tests.journeys.promotion import NOW, seed

T = TypeVar("T")
MONTH, SKILL, OTHER = "2026-05", "competence:agilite", "competence:prototypage"
PHASE_3 = datetime(2026, 6, 15, 10, 0, tzinfo=PARIS)
AFTER = datetime(2026, 12, 1, 10, 0, tzinfo=PARIS)


class Rig:
    """A promotion, and what people do in their logbooks at `now`."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        with database.transaction() as tx:
            self.ids = seed(tx)

    def do(self, use: Callable[[Transaction], T]) -> T:
        with self.database.transaction() as tx:
            return use(tx)

    def actor(self, tx: Reading, key: str) -> Actor:
        return actor_of(tx, self.ids[key])

    def write(
        self, text: str, *, over: int = 0, shown: str = "", name: str = "avance", month: str = MONTH
    ) -> FieldText | None:
        typed = TypedText(over, digest_of(shown), text)
        return self.do(
            lambda tx: service.write_text(
                tx, self.actor(tx, "lea"), month=month, name=name, typed_text=typed, now=self.now
            )
        )

    def follow(self, *skills: str) -> None:
        self.do(lambda tx: service.follow_skills(tx, self.actor(tx, "lea"), skills, now=self.now))

    def assess(self, level: Level, *, phase: int = 2, skill: str = SKILL) -> None:
        self.do(lambda tx: service.assess_skills(tx, self.actor(tx, "lea"), {skill: level}, phase=phase, now=self.now))

    def hour(self, weekday: int = 4, minute: int = 16 * 60) -> list[datetime]:
        kept = self.do(
            lambda tx: hour.choose_hour(tx, self.actor(tx, "lea"), weekday=weekday, minute=minute, now=self.now)
        )
        return [one.starts for one in kept]

    def page(self, key: str = "lea", month: str | None = None) -> MonthPage:
        with self.database.reading() as tx:
            return service.open_page(tx, self.actor(tx, key), month=month, now=self.now)

    @property
    def book(self) -> Logbook:
        return self.page().book

    def share(self, text: str, *, coach: str = "claire", by: str = "lea") -> None:
        def use(tx: Transaction) -> None:
            place, to = (MONTH, "avance"), self.ids[coach]
            seen = digest_of(text)
            leaving.share_entry(tx, self.actor(tx, by), place, coach_id=to, title="?", seen_digest=seen, now=self.now)

        self.do(use)

    def erase(self, key: str = "lea") -> bool:
        return self.do(lambda tx: leaving.erase_logbooks(tx, self.actor(tx, key), now=self.now))

    def leave(self, key: str = "lea") -> None:
        def use(tx: Transaction) -> None:
            rows = people.current_memberships(tx, promotion_id=self.ids["promotion"], roles=[*Role])
            people.end_memberships(tx, [row.id for row in rows if row.person_id == self.ids[key]], now=self.now)

        self.do(use)

    def owed(self, kind: str) -> int:
        with self.database.reading() as tx:
            return int(tx.execute(select(func.count()).where(notices.c.kind == kind)).scalar_one())

    def everything(self) -> str:
        with self.database.reading() as tx:
            return repr(everything(tx))


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database)


def test_erased_words_leave_the_file_and_its_journal_once_no_reader_holds_them(tmp_path: Path) -> None:
    rig = Rig(Database(fresh("sqlite", tmp_path)))
    tools = Tools(rig.database, lambda: rig.now, ExplicitSettings(), lambda: None)

    def on_disk() -> bool:
        return any(b"mes doutes d\xc3\xa9chirants" in one.read_bytes() for one in tmp_path.iterdir() if one.is_file())

    rig.write("mes doutes déchirants")
    assert on_disk()
    with rig.database.reading() as tx:
        everything(tx)
        assert rig.erase()
        empty_journal(tools)
        assert on_disk()  # the reader's view still holds them
    empty_journal(tools)
    assert not on_disk()
    rig.database.close()


def test_who_is_in_the_next_promotion_already_keeps_the_logbook_of_the_one_that_runs(rig: Rig) -> None:
    def enter(tx: Transaction) -> int:
        later = {"starts_on": "2026-09-01", "ends_on": "2027-06-30"}
        number = promotions.save_promotion(tx, "EIG 8", **later)
        people.add_membership(tx, rig.ids["lea"], Membership(Role.EIG, number))
        return number

    coming = rig.do(enter)
    assert rig.book.of_promotion == rig.ids["promotion"]
    rig.now = datetime(2026, 12, 1, 9, tzinfo=NOW.tzinfo)
    assert rig.book.of_promotion == coming


def test_words_of_a_second_window_are_set_aside_until_both_are_made_one(rig: Rig) -> None:
    assert rig.write("un") is None
    assert rig.write("deux", over=1, shown="un") is None
    both = rig.write("trois", over=1, shown="un")
    assert both is not None
    assert (both.text, both.aside) == ("deux", "trois")
    again = rig.write("quatre", over=1, shown="un")  # a third one
    assert again is not None
    assert again.aside == "trois\n\nquatre"
    assert rig.write("deux, trois et quatre", over=2, shown="deux") is None
    word = rig.book.words[MONTH, "avance"]
    assert (word.text, word.aside, word.number) == ("deux, trois et quatre", None, 3)
    for gone in ("'un'", "'deux'", "quatre\\n\\n"):
        assert gone not in rig.everything()  # what was replaced is kept nowhere


def test_a_form_that_was_only_shown_or_is_sent_twice_changes_nothing(rig: Rig) -> None:
    rig.write("un")
    rig.write("deux", over=1, shown="un")
    before = rig.everything()
    assert rig.write("un", over=1, shown="un") is None  # a window of before, closed by « Enregistrer »
    assert rig.write("deux", over=1, shown="un") is None
    assert rig.everything() == before


def test_what_is_typed_is_kept_as_typed_up_to_its_limit(rig: Rig) -> None:
    hostile = "<!channel> *gras* & <@U1>\n" + "é" * (LIMIT - 26)
    assert len(hostile) == LIMIT
    rig.write(hostile)
    assert rig.book.text("avance", MONTH) == hostile
    for name, text in (("avance", hostile + "!"), ("ask1", "q" * 201)):
        with pytest.raises(Invalid) as no:
            rig.write(text, over=1, name=name)
        assert no.value.facts == {"field": name, "reason": "long"}


@pytest.mark.parametrize(
    ("month", "name"),
    [("2026-06", "avance"), ("2025-12", "avance"), ("2026-13", "avance"), (MONTH, "autre"), ("", "own1")],
)
def test_nothing_is_written_where_there_is_no_place(rig: Rig, month: str, name: str) -> None:
    with pytest.raises(NotFound):
        rig.write("un", month=month, name=name)


def test_a_level_of_a_phase_that_is_over_is_refused_and_then_stays(rig: Rig) -> None:
    rig.follow(SKILL)
    rig.assess(Level.DISCOVERS)
    rig.assess(Level.DISCOVERS)  # twice is once
    rig.now = PHASE_3
    with pytest.raises(Invalid) as no:
        rig.assess(Level.HELPS)
    assert no.value.facts == {"field": "level", "reason": "over"}
    rig.assess(Level.ALONE, phase=3)
    (one,) = rig.book.progress
    assert (one.first.level, one.last.level, one.by_phase) == (
        Level.DISCOVERS,
        Level.ALONE,
        {2: Level.DISCOVERS, 3: Level.ALONE},
    )
    rig.now = AFTER
    with pytest.raises(Invalid) as no:
        rig.assess(Level.HELPS, phase=3)
    assert no.value.facts["reason"] == "over"
    assert rig.page().is_last


def test_a_skill_that_the_catalogue_has_no_more_stays_and_is_not_chosen_anew(rig: Rig) -> None:
    rig.follow(SKILL)
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE logbooks SET skills = 'competence:de-jadis'"))
    rig.follow("competence:de-jadis", OTHER)
    assert rig.book.skills == ("competence:de-jadis", OTHER)
    rig.follow(OTHER)
    with pytest.raises(Invalid) as no:
        rig.follow("competence:de-jadis")
    assert no.value.facts == {"field": "skills", "reason": "unknown"}


def test_the_hour_goes_around_what_else_there_is_and_is_claimed(rig: Rig) -> None:
    def meets(tx: Transaction) -> int:
        who = (Participant(rig.ids["lea"], Part.GUEST),)
        plan = AgendaPlan("bureau-aide", None, None, datetime(2026, 5, 29, 16, 30, tzinfo=PARIS), 60, who)
        return appointments.add(tx, plan, uid="one", state=State.CONFIRMED, now=rig.now)

    rig.do(meets)
    kept = [one.astimezone(PARIS) for one in rig.hour()]
    assert [f"{one:%d/%m}" for one in kept] == ["22/05", "26/06", "31/07", "28/08", "25/09", "30/10", "06/11"]
    with rig.database.reading() as tx:
        first = int(kept[0].timestamp()) // 900
        assert claims.list_claimed_times(tx, [rig.ids["lea"]], first=first, last=first + 1) == [
            (rig.ids["lea"], first, 5)
        ]
    moved = [one.astimezone(PARIS) for one in rig.hour(weekday=3)]
    assert f"{moved[0]:%A %d %H}" == "Thursday 28 16"
    assert len(rig.page().book.words) == 0
    with rig.database.reading() as tx:
        assert len(service.upcoming_hours(tx, rig.ids["lea"], now=rig.now)) == 7  # in the stead of those of before


def test_the_hours_of_who_left_are_given_back_and_their_logbook_stays_theirs(rig: Rig) -> None:
    rig.write("un")
    rig.hour()
    rig.leave()
    with rig.database.reading() as tx:
        assert hour.list_leavers(tx, now=rig.now) == [rig.ids["lea"]]
    rig.do(lambda tx: hour.release_hours_of_leaver(tx, rig.ids["lea"], now=rig.now))
    with rig.database.reading() as tx:
        assert (hour.list_leavers(tx, now=rig.now), service.upcoming_hours(tx, rig.ids["lea"], now=rig.now)) == ([], [])
    page = rig.page()
    assert (page.can_write, page.book.text("avance", MONTH)) == (False, "un")
    with pytest.raises(NotAllowed):
        rig.write("deux", over=1)
    rig.do(lambda tx: leaving.ask_file(tx, rig.actor(tx, "lea"), LogbookPaper.WHOLE, now=rig.now))
    assert rig.owed("logbook.file") == 1
    assert rig.erase()
    with pytest.raises(NotAllowed):
        rig.page()


def test_nobody_reaches_anything_of_another(rig: Rig) -> None:
    rig.write("un secret")
    assert not rig.page("sami").book.words  # an own, blank one
    with rig.database.reading() as tx:
        for stranger in (rig.actor(tx, "claire"), Actor("U0NOBODY")):
            with pytest.raises(NotAllowed):
                service.open_page(tx, stranger, now=rig.now)
    for by in ("sami", "claire"):
        with pytest.raises((Invalid, NotAllowed)):
            rig.share("un secret", coach="david", by=by)
    with pytest.raises(NotFound):  # a fact of Léa’s month is none of Sami’s
        rig.do(lambda tx: service.keep_evidence(tx, rig.actor(tx, "sami"), month=MONTH, fact="action-1", now=rig.now))
    assert rig.owed("logbook.shared") == 0


def test_an_entry_changed_since_it_was_read_again_is_not_sent(rig: Rig) -> None:
    rig.write("un")
    rig.write("deux", over=1, shown="un")
    with pytest.raises(Invalid) as no:
        rig.share("un")
    assert no.value.facts == {"field": "entry", "reason": "changed"}
    with pytest.raises(NotFound):
        rig.share("deux", coach="sami")  # is no coach
    rig.share("deux")
    with rig.database.reading() as tx:
        assert leaving.read_share(tx, 1, reader_id=rig.ids["david"]) is None
        found = leaving.read_share(tx, 1, reader_id=rig.ids["claire"])
    assert found is not None
    assert found[0].text == "deux"


def test_erasing_leaves_no_word_and_twice_is_once(rig: Rig) -> None:
    rig.write("un secret bien gardé")
    rig.write("parler en public", name="apprendre")
    rig.follow(SKILL)
    rig.assess(Level.HELPED)
    rig.hour()
    rig.share("un secret bien gardé")
    assert (rig.erase(), rig.erase()) == (True, False)
    left = rig.everything()
    assert [one for one in ("secret", "parler en public", "helped", SKILL) if one in left] == []
    with rig.database.reading() as tx:
        assert service.upcoming_hours(tx, rig.ids["lea"], now=rig.now) == []
    rig.write("une autre fois")  # in mid-month: a new one
    assert rig.book.text("avance", MONTH) == "une autre fois"
    with pytest.raises(NotAllowed):
        rig.erase("claire")


def close(rig: Rig) -> None:
    """Close the promotion: Léa is an alumni from now on."""
    rig.do(
        lambda tx: closing.close_promotion(tx, rig.actor(tx, "claire"), rig.ids["promotion"], months=24, now=rig.now)
    )


def hours_of(rig: Rig) -> list[datetime]:
    with rig.database.reading() as tx:
        return [one.starts for one in service.upcoming_hours(tx, rig.ids["lea"], now=rig.now)]


def test_the_hours_end_with_a_promotion_that_is_closed(rig: Rig) -> None:
    rig.hour()
    close(rig)
    assert hours_of(rig)
    with rig.database.reading() as tx:
        found = hour.list_leavers(tx, now=rig.now)
    assert found == [rig.ids["lea"]]
    for _ in range(2):
        rig.do(lambda tx: hour.release_hours_of_leaver(tx, rig.ids["lea"], now=rig.now))
    assert (hours_of(rig), claimed(rig)) == ([], 0)


def test_the_hours_end_with_a_promotion_that_ends_earlier(rig: Rig) -> None:
    kept = rig.hour()
    middle = day_of(kept[2])
    rig.do(lambda tx: promotions.change_promotion(tx, rig.ids["promotion"], ends_on=middle.isoformat()))
    with rig.database.reading() as tx:
        assert hour.list_leavers(tx, now=rig.now) == [rig.ids["lea"]]
    rig.do(lambda tx: hour.release_hours_of_leaver(tx, rig.ids["lea"], now=rig.now))
    assert hours_of(rig) == kept[:3]
    with rig.database.reading() as tx:
        assert hour.list_leavers(tx, now=rig.now) == []


@pytest.mark.parametrize("how", ["erase", "give_up"])
@pytest.mark.parametrize("writes", [True, False])
def test_the_hours_of_a_closed_promotion_can_be_given_up_and_are_erased(rig: Rig, how: str, writes: bool) -> None:
    if writes:
        rig.write("Un mot")
    rig.hour()
    close(rig)
    use = leaving.erase_logbooks if how == "erase" else hour.give_up_hours
    rig.do(lambda tx: use(tx, rig.actor(tx, "lea"), now=rig.now))
    assert (hours_of(rig), claimed(rig)) == ([], 0)


def claimed(rig: Rig) -> int:
    """Count the quarters that are claimed of Léa."""
    query = select(func.count()).where(claims.claims.c.person_id == rig.ids["lea"])
    return int(rig.do(lambda tx: tx.execute(query).scalar_one()))


def test_an_hour_of_a_month_that_is_blank_is_passed_in_silence(rig: Rig) -> None:
    rig.hour()
    before = rig.everything().count("logbook.")
    rig.now = datetime(2026, 7, 1, 10, 0, tzinfo=PARIS)
    page = rig.page()
    assert (page.month, page.book.months, page.found) == ("2026-07", (), ())
    assert rig.everything().count("logbook.") == before == 0
    assert page.hour is not None
    assert (page.hour.dispositif, page.hour.promotion_id) == (LOGBOOK, None)


def test_files_are_asked_for_once_a_press_and_never_of_nothing(rig: Rig) -> None:
    with pytest.raises(Invalid) as no:
        rig.do(lambda tx: leaving.ask_file(tx, rig.actor(tx, "lea"), LogbookPaper.CV, now=rig.now))
    assert no.value.facts == {"field": "file", "reason": "empty"}
    rig.write("un")
    for later in (0, 3, 60):
        at = rig.now + timedelta(seconds=later)
        rig.do(lambda tx, at=at: leaving.ask_file(tx, rig.actor(tx, "lea"), LogbookPaper.CV, now=at))  # type: ignore[misc]
    assert rig.owed("logbook.file") == 2


def test_a_month_says_what_one_came_to_and_presented_and_not_what_one_missed(database: Database) -> None:
    gatherings = Gatherings(database).fill()
    lea, starts = gatherings.ids["lea"], datetime(2026, 5, 12, 14, 0, tzinfo=PARIS)
    group = gatherings.make(gatherings.series(MIXED, skills=(SKILL,)), starts)
    missed = gatherings.talk(starts + timedelta(days=1), title="Publier ses données")
    anonymous = {"purpose": Purpose.QUESTION, "text": "Qui décide ?", "now": gatherings.now}

    def happens(tx: Transaction) -> None:
        for one in (group, missed):
            appointments.set_participant(tx, one.appointment_id, lea, part=Part.GUEST, reply=Reply.COMES)
        presenters.ask_presenters(tx, group.id, [lea], now=gatherings.now)
        presenters.change_presenter(tx, group.id, lea, about="Notre carte")
        occurrences.put_answer(tx, missed.id, lea, reply=Answer.COMES, now=gatherings.now)
        occurrences.change_answer(tx, missed.id, lea, attended=False)
        proposals.add(tx, missed.id, gesture="a", author_id=None, **anonymous)  # type: ignore[arg-type] # of each type

    gatherings.do(happens)
    with database.reading() as tx:
        before = service.gather_events(tx, lea, MONTH, now=starts)  # not over yet
        found = service.gather_events(tx, lea, MONTH, now=starts + timedelta(days=3))
        others = service.gather_events(tx, gatherings.ids["sami"], MONTH, now=starts + timedelta(days=3))
    assert (before, others) == ([], [])
    assert [(one.source, one.said) for one in found] == [
        (Source.SESSION, "Groupe de partage pluridisciplinaire"),
        (Source.PRESENTED, "Notre carte"),
    ]
    assert {one.tags for one in found} == {(SKILL,)}
