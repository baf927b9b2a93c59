"""A report: drafted by two coaches, published once, read by its team alone, answered, and what became of its advice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.errors import AlreadyCancelled, Invalid, NotAllowed, NotFound
from bot.evaluation import changes, planning
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.evaluation.support import support
from bot.evaluation.support.model import FilledSupport, SupportPart
from bot.programme import shape
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.versions import TypedField, digest_of
from bot.records import actions, export, facts, meeting
from bot.records.report import service, sheets
from bot.records.report.model import MOST_ADVICE, AdviceImportance, ReportOpening, ReportSheet, ReportStep, Verdict
from bot.records.report.service import AdviceFollowUp
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.evaluation.rig import Committees, paris
from tests.bot.gatherings.rig import VISIO
from tests.promotion import depart, found
from tests.storage.asked import asked_of

HOSTILE = "<!channel> & *fort*"


class Reports(Committees):
    """Committees that are over, and their reports."""

    def over(self, defi: str = "defi0") -> int:
        """Book a committee of phase 2 that is over by now; give its id."""
        made: CommitteeSheet = self.one("2026-06-02 09:00", defi=defi)
        self.now = paris("2026-06-03 09:00")
        return made.committee.id

    def next_phase(self, at: str = "2026-08-25 09:00") -> int:
        """Book a committee of phase 3 and let it pass; give its id."""
        promotion, defi = self.ids["promotion"], self.ids["defi0"]
        line = CommitteeLine(defi, paris(at), (self.ids["claire"],))
        plan = DraftPlan(CommitteeWish(promotion, 3, (date(2026, 8, 24),), (defi,)), 0, "best", (line,))
        self.use(planning.save_plan, "claire", "next", plan=plan)
        (made,) = self.use(planning.book, "claire", "next", visio_url=VISIO)
        self.now = paris(at) + timedelta(days=1)
        return made.committee.id

    def write(self, who: str, committee: int, **typed: tuple[int, str]) -> list[tuple[str, str]]:
        """Save words over these versions; give what clashes: theirs, mine."""
        given = {name: TypedField(*one) for name, one in typed.items()}
        _, clashes = self.use(service.save_report_texts, who, committee, typed_texts=given)
        return [(one.theirs.text, one.mine) for one in clashes]

    def advise(
        self, committee: int, what: str, sort: AdviceImportance = AdviceImportance.DO, who: str = "claire"
    ) -> int:
        """Add a piece of advice; give its id."""
        self.use(service.save_advice, who, committee, sort=sort, what=what)
        return self.report(committee).advice[-1].id

    def report(self, committee: int) -> ReportSheet:
        with self.database.reading() as tx:
            return sheets.describe(tx, committee, now=self.now)

    def published(self, committee: int, *, advice: str = "Publier le code") -> int:
        """Write and publish a report with one piece of advice; give that one's id."""
        self.write("claire", committee, phrase=(0, "Un pilote qui sert."))
        found = self.advise(committee, advice)
        self.use(service.publish_report, "claire", committee)
        return found

    def filled(self, committee: int) -> FilledSupport:
        with self.database.reading() as tx:
            return support.read_support(tx, committee)

    def told(self, kind: str) -> list[int]:
        with self.database.reading() as tx:
            return sorted(row.person_id for row in tx.execute(select(notices).where(notices.c.kind == kind)))

    def waits(self, who: str) -> list[tuple[ReportStep, str | None]]:
        with self.database.reading() as tx:
            person = people.by_id(tx, self.ids[who])
            assert person
            found = sheets.find_awaiting_reports(tx, person, now=self.now)
        return [(one.wait, one.until.isoformat() if one.until else None) for one in found]


@pytest.fixture
def rig(database: Database) -> Reports:
    rig = Reports(database)
    rig.open()
    return rig


def refused(rig: Reports, case: object, who: str, *given: object, **named: object) -> dict[str, object]:
    with pytest.raises(Invalid) as refusal:
        rig.use(case, who, *given, **named)  # type: ignore[arg-type] # any use case
    return refusal.value.facts


def test_two_coaches_write_and_nobodys_words_are_lost(rig: Reports) -> None:
    of = rig.over()
    assert rig.write("claire", of, phrase=(0, HOSTILE)) == []
    assert rig.write("david", of, phrase=(0, "De David"), acquis=(0, "a" * 3000)) == [(HOSTILE, "De David")]
    assert (rig.report(of).text("phrase"), len(rig.report(of).text("acquis"))) == (HOSTILE, 3000)
    assert rig.write("david", of, phrase=(1, "Des deux")) == []
    assert rig.report(of).text("phrase") == "Des deux"
    assert refused(rig, service.save_report_texts, "david", of, typed_texts={"suite": TypedField(0, "a" * 3001)}) == {
        "field": "suite",
        "reason": "long",
    }
    with pytest.raises(NotFound):  # two forms in one
        rig.write("david", of, phrase=(2, "x"), marque=(0, "y"))


def test_advice_is_sorted_corrected_once_and_taken_out_when_emptied(rig: Reports) -> None:
    of = rig.over()
    first = rig.advise(of, "Publier le code", AdviceImportance.LEAD)
    second = rig.advise(of, HOSTILE, AdviceImportance.DO)
    assert [(sort, [one.id for one in some]) for sort, some in rig.report(of).advice_by_sort()] == [
        (AdviceImportance.DO, [second]),
        (AdviceImportance.LEAD, [first]),
    ]
    rig.use(
        service.save_advice,
        "david",
        of,
        advice_id=first,
        revision=0,
        sort=AdviceImportance.ADVISED,
        what="Publier les données",
    )
    newer = rig.use(
        service.save_advice, "claire", of, advice_id=first, revision=0, sort=AdviceImportance.DO, what="Publier tout"
    )
    assert newer is not None
    assert (newer.what, newer.revision) == ("Publier les données", 1)
    assert (
        rig.use(service.save_advice, "claire", of, advice_id=first, revision=1, sort=AdviceImportance.DO, what=" ")
        is None
    )
    assert [one.id for one in rig.report(of).advice] == [second]
    for what, reason in (("", "none"), ("a" * 601, "long")):
        assert refused(rig, service.save_advice, "claire", of, sort=AdviceImportance.DO, what=what)["reason"] == reason
    for _ in range(2):  # a form sent twice
        rig.use(service.save_advice, "claire", of, sort=AdviceImportance.DO, what="Une fois", gesture="once")
    for number in range(MOST_ADVICE - 2):
        rig.advise(of, f"Conseil {number}")
    assert refused(rig, service.save_advice, "claire", of, sort=AdviceImportance.DO, what="De trop")["reason"] == "many"


def test_report_is_published_once_and_is_fixed_from_then_on(rig: Reports) -> None:
    of = rig.over()
    assert refused(rig, service.publish_report, "claire", of)["reason"] == "empty"
    rig.write("claire", of, phrase=(0, "Un pilote qui sert."))
    before = rig.now
    rig.now = paris("2026-06-02 09:30")
    assert refused(rig, service.publish_report, "claire", of)["reason"] == "early"
    rig.now = before
    sheet, fresh = rig.use(service.publish_report, "claire", of)
    assert (fresh, sheet.report.published_by, sheet.report.published_at) == (True, rig.ids["claire"], rig.now)
    rig.now += timedelta(minutes=5)
    again, fresh = rig.use(service.publish_report, "david", of)
    assert (fresh, again.report) == (False, sheet.report)
    assert rig.told(facts.ReportPublished.kind) == sorted(rig.ids[one] for one in ("lea", "sami", "ines", "paul"))
    later: list[tuple[object, dict[str, object]]] = [
        (service.save_report_texts, {"typed_texts": {"phrase": TypedField(1, "Autre")}}),
        (service.save_advice, {"sort": AdviceImportance.DO, "what": "Autre"}),
        (service.open_publication, {}),
    ]
    for case, values in later:
        assert refused(rig, case, "claire", of, **values) == {"field": "report", "reason": "published"}
    assert (
        refused(rig, service.save_report_texts, "lea", of, typed_texts={"marque": TypedField(0, "Tard")})["reason"]
        == "published"
    )
    meeting_says(rig, of, "Décidé après")
    assert rig.report(of).opening.decisions == ()


def meeting_says(rig: Reports, committee: int, what: str) -> None:
    rig.use(meeting.add_decision, "claire", committee, what=what, why="Parce que", disagrees="Paul")


def test_publishing_reads_the_report_once(rig: Reports) -> None:
    """Beside one reading of it, publishing asks for the recipients and the lock alone."""
    of = rig.over()
    rig.write("claire", of, phrase=(0, "Un pilote qui sert."))
    rig.advise(of, "Publier le code")
    rig.now += timedelta(days=1)
    with rig.database.reading() as tx, asked_of(rig.database.url) as once:
        sheets.describe(tx, of, now=rig.now)
    with asked_of(rig.database.url) as asked:
        sheet, _ = rig.use(service.publish_report, "claire", of)
    assert sheet == rig.report(of)
    assert len(asked) < 2 * len(once)


def test_of_two_coaches_who_publish_at_once_one_does(rig: Reports) -> None:
    of = rig.over()
    rig.write("claire", of, phrase=(0, "Un pilote qui sert."))
    together = Barrier(2)

    def publish(who: str) -> bool:
        actor = rig.actor(who)
        together.wait()
        with rig.database.transaction() as tx:
            return service.publish_report(tx, actor, of, now=rig.now)[1]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, ("claire", "david"))) == [False, True]
    assert len(rig.told(facts.ReportPublished.kind)) == 4


def test_report_is_read_by_its_team_its_coaches_and_the_sponsor_to_whom_it_was_sent(rig: Reports) -> None:
    of = rig.over()
    advice = rig.published(of)

    def readers() -> set[str]:
        found = set()
        for who in ("lea", "paul", "claire", "david", "emma", "serge", "ali", "rita"):
            with rig.database.reading() as tx:
                try:
                    sheets.read(tx, rig.actor(who), of, now=rig.now)
                except NotAllowed:
                    continue
                found.add(who)
        return found

    def on_their_homes() -> list[bool]:
        """Say of a porteur and of a sponsor whether their Home leads to the report."""
        with rig.database.reading() as tx:
            read = [(rig.actor(who).person, rig.ids["defi0"]) for who in ("paul", "serge")]
            return [bool(who and sheets.list_readable(tx, who, [defi])) for who, defi in read]

    everybody = {"lea", "paul", "claire", "david", "emma"}
    assert (readers(), on_their_homes()) == (everybody, [True, False])
    for who in ("claire", "serge", "ali", "rita"):
        for case, values in ((service.share_report, {}), (service.reject_advice, {"advice_id": advice, "reason": ""})):
            with pytest.raises(NotAllowed):
                rig.use(case, who, of, **values)
    for who in ("lea", "paul", "serge", "ali"):
        with pytest.raises(NotAllowed):
            rig.use(service.publish_report, who, of)
    assert rig.use(service.share_report, "paul", of)[1] is True
    assert rig.use(service.share_report, "lea", of)[1] is False
    assert rig.told(facts.ReportShared.kind) == [rig.ids["serge"]]
    assert (readers(), on_their_homes()) == (everybody | {"serge"}, [True, True])
    other = rig.add("nadia", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.PORTEUR])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids["paul"]], now=rig.now)
        assert sheets.read(tx, rig.actor("nadia"), of, now=rig.now).is_published
    assert other not in rig.told(facts.ReportPublished.kind)
    assert readers() == (everybody - {"paul"}) | {"serge"}


def test_defi_without_sponsor_has_nobody_to_send_it_to(rig: Reports) -> None:
    of = rig.over("defi1")
    assert refused(rig, service.share_report, "ali", of)["reason"] == "draft"
    rig.published(of)
    assert refused(rig, service.share_report, "ali", of)["reason"] == "alone"


def test_team_takes_stock_before_and_answers_after(rig: Reports) -> None:
    of = rig.over()
    for who in ("claire", "serge", "ali"):
        with pytest.raises(NotAllowed):
            rig.write(who, of, marque=(0, "Le terrain"))
    nothing = {name: TypedField(0, "  ") for name in ("marque", "garde", "change", "lien")}
    assert refused(rig, service.save_report_texts, "lea", of, typed_texts=nothing) == {
        "field": "marque",
        "reason": "none",
    }
    assert rig.write("lea", of, marque=(0, "Le terrain"), garde=(0, ""), lien=(0, "https://bilan.example.org/1")) == []
    assert rig.write("sami", of, marque=(0, "Les agents")) == [("Le terrain", "Les agents")]
    assert refused(rig, service.save_report_texts, "lea", of, typed_texts={"lien": TypedField(1, "chez nous")}) == {
        "field": "lien",
        "reason": "not_a_link",
    }
    assert (
        refused(rig, service.save_report_texts, "lea", of, typed_texts={"reponse": TypedField(0, "Trop tôt")})["reason"]
        == "draft"
    )
    long = {"phrase": TypedField(0, "x" * 301)}
    assert refused(rig, service.save_report_texts, "claire", of, typed_texts=long) == {
        "field": "phrase",
        "reason": "long",
    }
    rig.published(of)
    assert (
        refused(rig, service.save_report_texts, "lea", of, typed_texts={"reponse": TypedField(0, "")})["reason"]
        == "none"
    )
    assert rig.write("paul", of, reponse=(0, "Merci")) == []
    assert rig.write("lea", of, reponse=(1, "Merci, et la suite")) == []
    assert rig.report(of).text("reponse") == "Merci, et la suite"
    assert rig.told(facts.ReportAnswered.kind) == [rig.ids["claire"]]  # once


def test_advice_is_kept_as_an_action_or_on_the_road_map_or_refused(rig: Reports) -> None:
    of = rig.over()
    rig.advise(of, "Ouvrir les données", AdviceImportance.ADVISED)
    draft = rig.advise(of, "Changer de nom", AdviceImportance.LEAD)
    for case in (partial(service.reject_advice, reason=""), service.open_verdict):
        assert refused(rig, case, "lea", of, advice_id=draft)["reason"] == "draft"
    advice = rig.published(of)
    opened, named, _ = (one.id for one in rig.report(of).advice)
    new = actions.NewAction("Publier le code du pilote", rig.ids["paul"], date(2026, 6, 20), gesture="form-1")
    late = actions.NewAction("Publier", rig.ids["paul"], date(2026, 6, 1))
    assert (
        refused(rig, service.follow_advice, "lea", of, advice_id=advice, follow_up=AdviceFollowUp(late))["field"]
        == "due"
    )
    for _ in range(2):  # a form sent twice
        if rig.report(of).advice[-1].verdict is None:
            rig.use(service.follow_advice, "lea", of, advice_id=advice, follow_up=AdviceFollowUp(new))
    (action,) = rig.do(lambda tx: actions.list_open(tx, rig.ids["defi0"], now=rig.now))
    assert (action.action.what, action.action.origin_id) == ("Publier le code du pilote", advice)
    assert refused(rig, service.reject_advice, "lea", of, advice_id=advice, reason="")["reason"] == "answered"
    for link, reason in (("", "none"), ("chez nous", "not_a_link")):
        assert (
            refused(rig, service.follow_advice, "lea", of, advice_id=opened, follow_up=AdviceFollowUp(roadmap=link))[
                "reason"
            ]
            == reason
        )
    rig.use(
        service.follow_advice,
        "paul",
        of,
        advice_id=opened,
        follow_up=AdviceFollowUp(roadmap="https://route.example.org"),
    )
    assert refused(rig, service.reject_advice, "lea", of, advice_id=named, reason="a" * 301)["reason"] == "long"
    after = rig.use(service.reject_advice, "lea", of, advice_id=named, reason="Le nom est connu")
    assert after.defi.roadmap == "https://route.example.org"
    assert [(one.verdict, one.reason) for one in after.advice] == [
        (Verdict.ROADMAP, "https://route.example.org"),
        (Verdict.REFUSED, "Le nom est connu"),
        (Verdict.ACTION, None),
    ]
    with pytest.raises(NotFound):
        rig.use(service.reject_advice, "lea", of, advice_id=advice + 9, reason="")
    rig.use(actions.drop, "paul", action.action.id, why="Une erreur")  # dropped, it is answered anew
    again = rig.use(service.reject_advice, "lea", of, advice_id=advice, reason="").advice[-1]
    assert (again.verdict, again.action_id) == (Verdict.REFUSED, None)
    rig.use(
        service.follow_advice, "lea", of, advice_id=advice, follow_up=AdviceFollowUp(replace(new, gesture="form-2"))
    )
    assert refused(rig, service.open_verdict, "lea", of, advice_id=advice)["reason"] == "answered"


def test_next_report_begins_with_what_became_of_the_advice(rig: Reports) -> None:
    of = rig.over()
    rig.advise(of, "Changer de nom", AdviceImportance.LEAD)
    rig.advise(of, "Sans réponse", AdviceImportance.ADVISED)
    advice = rig.published(of)
    refused_one = rig.report(of).advice[0].id
    new = actions.NewAction("Publier le code", rig.ids["lea"], date(2026, 6, 20))
    rig.use(service.follow_advice, "lea", of, advice_id=advice, follow_up=AdviceFollowUp(new))
    rig.use(service.reject_advice, "lea", of, advice_id=refused_one, reason=HOSTILE)
    (action,) = rig.do(lambda tx: actions.list_open(tx, rig.ids["defi0"], now=rig.now))
    rig.use(actions.finish, "lea", action.action.id)
    then = rig.next_phase()
    meeting_says(rig, then, "Continuer")
    opening = rig.report(then).opening
    assert [(one.what, one.verdict, one.reason, one.state) for one in opening.became] == [
        ("Changer de nom", "refused", HOSTILE, ""),
        ("Sans réponse", "", "", ""),
        ("Publier le code", "action", "", "done"),
    ]
    assert opening.decisions == (("Continuer", "Parce que", "Paul"),)
    assert ReportOpening.from_json(opening.to_json()) == opening
    before = ReportOpening.from_json(
        ReportOpening().to_json().replace('"actions": []', '"actions": [["Publier", "2026-06-20"]]')
    )
    assert before.actions == (("Publier", "2026-06-20", 0),)  # as it was kept without its owner
    rig.published(then, advice="Encore")
    assert rig.report(then).opening == opening


def test_committee_cancelled_after_its_report_was_begun_leaves_it_to_the_next(rig: Reports) -> None:
    made = rig.one("2026-06-02 09:00")
    of = made.committee.id
    rig.write("claire", of, phrase=(0, "Commencé avant"))
    rig.use(changes.cancel, "claire", of)
    rig.now = paris("2026-06-03 09:00")
    with pytest.raises(AlreadyCancelled):
        rig.use(service.publish_report, "claire", of)
    assert rig.waits("claire") == []
    again = rig.one("2026-06-04 09:00").committee.id
    assert again != of
    assert rig.report(again).text("phrase") == "Commencé avant"
    rig.now = paris("2026-06-05 09:00")
    assert rig.use(service.publish_report, "claire", again)[1] is True
    assert rig.use(service.publish_report, "claire", of)[1] is False  # by the card of the one before


def test_what_waits_is_counted_in_working_days_and_stays_open_after(rig: Reports) -> None:
    of = rig.over()  # a Tuesday; the talk is two weeks later
    assert (rig.waits("claire"), rig.waits("lea"), rig.waits("paul")) == ([(ReportStep.WRITING, "2026-06-15")], [], [])
    rig.now = paris("2026-06-04 08:00")
    assert rig.waits("lea") == [(ReportStep.STOCK, "2026-06-09")]
    rig.now = paris("2026-07-10 08:00")
    assert rig.waits("lea") == [(ReportStep.STOCK, "2026-06-09")]
    rig.write("sami", of, marque=(0, "Tard, mais dit"))
    assert (rig.waits("lea"), rig.waits("ali"), rig.waits("david")) == ([], [], [])
    advice = rig.published(of)
    assert (rig.waits("claire"), rig.waits("lea")) == ([], [(ReportStep.ANSWERS, None)])
    rig.use(service.reject_advice, "lea", of, advice_id=advice, reason="")
    assert rig.waits("lea") == []


def test_document_is_asked_for_under_the_message_that_told_of_it(rig: Reports) -> None:
    of = rig.over()
    assert refused(rig, service.request_document, "lea", of)["reason"] == "draft"
    rig.published(of)
    assert rig.use(service.request_document, "claire", of) is False  # no message told them
    assert rig.use(service.request_document, "lea", of) is True
    assert rig.use(service.request_document, "lea", of) is False
    rig.now += timedelta(hours=1)
    rig.write("lea", of, reponse=(0, "Merci"))
    assert rig.use(service.request_document, "lea", of) is True
    with pytest.raises(NotAllowed):
        rig.use(service.request_document, "ali", of)


def test_line_of_the_road_map_is_a_link_on_the_defi_that_its_next_support_has(rig: Reports) -> None:
    of = rig.over()
    advice = rig.published(of)
    rig.use(
        service.follow_advice,
        "lea",
        of,
        advice_id=advice,
        follow_up=AdviceFollowUp(roadmap="https://route.example.org/carte"),
    )
    with rig.database.reading() as tx:
        filled = support.read_support(tx, rig.next_phase())
    assert filled.sheet.defi.roadmap == "https://route.example.org/carte"


def test_document_goes_under_what_was_told_and_not_under_what_is_told_on_a_monday_to_come(rig: Reports) -> None:
    of = rig.over()
    rig.do(lambda tx: meeting.tell_minutes(tx, of, now=rig.now))
    rig.published(of)
    assert rig.use(service.request_document, "lea", of) is True
    with rig.database.reading() as tx:
        rows = {row.id: row for row in tx.execute(select(notices))}
    (paper,) = (one for one in rows.values() if one.kind == facts.ReportDocument.kind)
    assert rows[paper.card_id].kind == facts.ReportPublished.kind


def test_what_waits_is_a_line_of_two_mondays_and_so_are_the_answers_of_one(rig: Reports) -> None:
    of = rig.over()
    rig.do(lambda tx: meeting.tell_minutes(tx, of, now=rig.now))

    def lines() -> list[tuple[int, str]]:
        with rig.database.reading() as tx:
            rows = tx.execute(select(notices).where(notices.c.kind == facts.AwaitedReportLine.kind))
            return sorted((row.person_id, f"{row.due:%m-%d}") for row in rows)

    team = [(rig.ids[one], day) for one in ("lea", "sami", "ines") for day in ("06-08", "06-15")]
    claire = [(rig.ids["claire"], day) for day in ("06-15", "06-22")]
    assert lines() == sorted([*team, *claire])
    rig.now = paris("2026-06-12 15:00")
    rig.published(of)
    rig.use(service.publish_report, "david", of)  # a second time
    assert lines() == sorted([*team, *claire, *((rig.ids[one], "06-15") for one in ("lea", "sami", "ines"))])


def test_report_of_a_committee_that_no_coach_led_is_written_by_those_of_its_defi(rig: Reports) -> None:
    """Claire led it and left the day after; Emma coaches the défi."""
    of = rig.over()
    rig.do(lambda tx: depart(tx, rig.ids["claire"]))
    rig.do(lambda tx: meeting.tell_minutes(tx, of, now=rig.now))
    assert {rig.ids["emma"]} == {*rig.told(facts.AwaitedReportLine.kind)} - {
        rig.ids[one] for one in ("lea", "sami", "ines")
    }
    assert (rig.waits("emma"), rig.waits("david"), rig.waits("claire")) == (
        [(ReportStep.WRITING, "2026-06-15")],
        [],
        [],
    )
    rig.write("emma", of, phrase=(0, "Un pilote qui sert."))
    rig.use(service.publish_report, "emma", of)
    assert rig.waits("emma") == []
    rig.write("lea", of, reponse=(0, "Merci"))
    assert rig.ids["emma"] in rig.told(facts.ReportAnswered.kind)


def test_who_led_it_and_coaches_another_promotion_by_now_writes_no_report(rig: Reports) -> None:
    of = rig.over()

    def moves_on(tx: Transaction) -> None:
        depart(tx, rig.ids["claire"])
        people.add_membership(tx, rig.ids["claire"], Membership(Role.COACH, found(tx, "Promotion 9")["promotion"]))

    rig.do(moves_on)
    rig.do(lambda tx: meeting.tell_minutes(tx, of, now=rig.now))
    assert rig.ids["claire"] not in rig.told(facts.AwaitedReportLine.kind)
    assert (rig.waits("claire"), rig.waits("emma")) == ([], [(ReportStep.WRITING, "2026-06-15")])


def test_report_of_a_defi_without_coach_waits_for_all_of_the_promotion(rig: Reports) -> None:
    of = rig.over("defi1")
    rig.do(lambda tx: depart(tx, rig.ids["claire"]))
    rig.do(lambda tx: meeting.tell_minutes(tx, of, now=rig.now))
    assert {rig.ids["emma"], rig.ids["david"]} <= {*rig.told(facts.AwaitedReportLine.kind)}
    assert (rig.waits("emma"), rig.waits("david")) == ([(ReportStep.WRITING, "2026-06-15")],) * 2


def test_a_report_begins_with_the_answers_and_the_decisions(rig: Reports) -> None:
    committee = rig.over()
    rig.use(meeting.add_decision, "claire", committee, what="Tester à la préfecture")
    assert rig.report(committee).begun == {"suite": "• Tester à la préfecture"}


def test_a_proposal_that_nobody_touched_gives_way_to_what_another_wrote(rig: Reports) -> None:
    committee = rig.over()
    assert rig.write("david", committee, suite=(0, "De David")) == []
    shown = digest_of("• Tester")
    proposed = {"suite": TypedField(0, "• Tester", shown), "acquis": TypedField(0, "De Claire")}
    _, clashes = rig.use(service.save_report_texts, "claire", committee, typed_texts=proposed)
    sheet = rig.report(committee)
    assert (clashes, sheet.text("suite"), sheet.text("acquis")) == ([], "De David", "De Claire")
    assert rig.write("david", committee, vigilance=(0, "• Le budget")) == []  # as it was proposed, and let stand
    stands = {"vigilance": TypedField(0, "Le budget est serré", digest_of("• Le budget"))}
    assert rig.use(service.save_report_texts, "claire", committee, typed_texts=stands)[1] == []
    assert rig.write("claire", committee, suite=(0, "• Tester à Lyon")) == [("De David", "• Tester à Lyon")]


def test_advice_comes_with_the_words_a_line_each_once(rig: Reports) -> None:
    committee = rig.over()
    given = {AdviceImportance.DO: ["Publier le code", " "], AdviceImportance.LEAD: ["Changer de nom"]}
    for _ in range(2):
        rig.use(service.add_all_advice, "claire", committee, given=given, gesture="g1")
    assert [(one.sort, one.what) for one in rig.report(committee).advice] == [
        (AdviceImportance.DO, "Publier le code"),
        (AdviceImportance.LEAD, "Changer de nom"),
    ]
    for lines, reason in ((["a" * 601], "long"), (["a"] * MOST_ADVICE, "many")):
        with pytest.raises(Invalid) as refused:
            rig.use(service.add_all_advice, "claire", committee, given={AdviceImportance.DO: lines}, gesture="g2")
        assert refused.value.facts == {"field": "a_faire", "reason": reason}
    rest = {AdviceImportance.DO: ["b"] * (MOST_ADVICE - 2)}
    for _ in range(2):  # the second press of the form that fills it
        rig.use(service.add_all_advice, "claire", committee, given=rest, gesture="g3")
    assert len(rig.report(committee).advice) == MOST_ADVICE


ANOTHER = {
    "questions": [
        {"key": "appris", "text": "Qu’avez-vous appris ?"},
        {"key": "bloque", "text": "Qu’est-ce qui bloque ?"},
    ],
    "sections": [
        {"key": "impact", "name": "Impact", "begins": ["appris", "decisions"]},
        {"key": "ensuite", "name": "Ensuite", "begins": ["bloque"], "after_advice": True},
    ],
}


def test_questions_and_sections_stay_as_they_were_when_begun(rig: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    """A programme changes them between two committees, and the bot starts again."""
    mine = rig.over()
    rig.use(
        support.save_form,
        "lea",
        mine,
        part=SupportPart.ANSWERS,
        typed_values={"succes": TypedField(0, "Trois essais"), "axis.succes": TypedField(0, "innovation")},
    )
    rig.write("claire", mine, acquis=(0, "Un pilote qui sert."))
    before = rig.report(mine)
    monkeypatch.setattr(shape, "_in_use", shape.read_shape(ANOTHER))
    assert (rig.report(mine).headings, rig.report(mine).text("acquis")) == (before.headings, "Un pilote qui sert.")
    rig.use(service.save_advice, "claire", mine, sort=AdviceImportance.DO, what="Publier le code")
    rig.use(service.publish_report, "claire", mine)
    text = export.write_report(rig.report(mine))
    assert ("Acquis\n------\nUn pilote qui sert." in text, "Impact" in text) == (True, False)
    assert [question.text for question in rig.filled(mine).questions][:2] == ["Succès", "Difficultés"]
    assert "Succès (axe : Innovation)" in export._support_lines(rig.filled(mine))  # noqa: SLF001

    new = rig.next_phase()
    assert [question.text for question in rig.filled(new).questions] == [
        "Qu’avez-vous appris ?",
        "Qu’est-ce qui bloque ?",
    ]
    assert rig.filled(new).fields_of(SupportPart.ANSWERS, rig.ids["lea"]) == ("appris", "bloque")  # no axis
    refusal = refused(
        rig,
        support.save_form,
        "lea",
        new,
        part=SupportPart.ANSWERS,
        typed_values={"axis.appris": TypedField(0, "innovation")},
    )
    assert refusal == {"field": "axis.appris", "reason": "choice"}
    answers = {"appris": TypedField(0, "Le droit"), "bloque": TypedField(0, "Le budget")}
    rig.use(support.save_form, "lea", new, part=SupportPart.ANSWERS, typed_values=answers)
    with pytest.raises(NotFound):
        rig.use(
            support.save_form,
            "lea",
            new,
            part=SupportPart.ANSWERS,
            typed_values={"succes": TypedField(0, "Trois essais")},
        )
    rig.use(meeting.add_decision, "claire", new, what="Tester à Lyon")
    assert rig.report(new).begun == {"impact": "Le droit\n• Tester à Lyon", "ensuite": "Le budget"}
    rig.write("claire", new, impact=(0, "Deux services"), ensuite=(0, "Un budget"))
    assert rig.report(new).headings == {"phrase": "En une phrase", "impact": "Impact", "ensuite": "Ensuite"}


def test_a_form_with_sections_of_before_is_refused_in_words(rig: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coach types while the bot starts again with other sections: what they typed stays in the form."""
    new = rig.over()
    monkeypatch.setattr(shape, "_in_use", shape.read_shape(ANOTHER))
    old = {"phrase": TypedField(0, "Un pilote"), "acquis": TypedField(0, "Trois essais")}
    with pytest.raises(NotAllowed):
        rig.use(service.save_report_texts, "lea", new, typed_texts=old)
    assert refused(rig, service.save_report_texts, "claire", new, typed_texts=old) == {
        "field": "phrase",
        "reason": "sections",
    }
    assert refused(rig, service.open_words, "claire", new, form="acquis") == {"field": "acquis", "reason": "sections"}
    assert rig.report(new).words == {}
