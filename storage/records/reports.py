"""Reports on a phase (table `reports`), and the advice in them (table `report_advice`).

Their texts are versions (`storage/programme/versions.py`)."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Part, Reply, State
from bot.programme.model import Person
from bot.programme.roles import Role
from bot.programme.shape import ReportSection
from bot.records.report.model import Advice, PastCommittee, Report
from storage.agenda.appointments import appointments, ends_after, participants
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.evaluation.committees import committees, rounds
from storage.programme.people import memberships
from storage.schema import Id, Moment, metadata
from storage.values import Row, from_row

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("round_id", sa.BigInteger, sa.ForeignKey("committee_rounds.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("published_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("shared_at", Moment),
    # The first part of the report, saved at its publication, since decisions and advice change later.
    sa.Column("before", sa.Text),
    sa.Column("sections", sa.Text, nullable=False),
    sa.UniqueConstraint("round_id", "defi_id"),
    sa.Index("ix_reports_defi_id", "defi_id"),
)

advice = sa.Table(
    "report_advice",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("report_id", sa.BigInteger, sa.ForeignKey("reports.id"), nullable=False),
    sa.Column("sort", sa.String(10), nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("verdict", sa.String(10)),
    sa.Column("reason", sa.Text),  # why the team refused the advice, or the address of the road map that follows it
    sa.Column("action_id", sa.BigInteger, sa.ForeignKey("actions.id")),
    sa.Column("answered_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("answered_at", Moment),
    sa.Index("ix_report_advice_report_id", "report_id"),
)

_MAKE = build_for_dialects(lambda insert: insert(reports).on_conflict_do_nothing())
_OF = sa.select(reports).where(reports.c.round_id == sa.bindparam("round"), reports.c.defi_id == sa.bindparam("defi"))
_LOCK = sa.select(reports).where(reports.c.id == sa.bindparam("report")).with_for_update(key_share=True)
_of_now = rounds.alias("of_now")
_BEFORE = (
    sa.select(reports)
    .join_from(reports, rounds, rounds.c.id == reports.c.round_id)
    .join(_of_now, sa.and_(_of_now.c.promotion_id == rounds.c.promotion_id, rounds.c.phase < _of_now.c.phase))
    .where(
        _of_now.c.id == sa.bindparam("round"),
        reports.c.defi_id == sa.bindparam("defi"),
        reports.c.published_at.is_not(None),
    )
    .order_by(rounds.c.phase.desc())
    .limit(1)
)
_ADVICE = sa.select(advice).where(advice.c.report_id == sa.bindparam("report")).order_by(advice.c.id)
_UNANSWERED = sa.select(advice.c.report_id).where(is_among(advice.c.report_id, "reports"), advice.c.verdict.is_(None))
_talks, _ended = appointments.alias("talks"), appointments.alias("ended")
_HOSTS = sa.exists().where(
    participants.c.appointment_id == committees.c.appointment_id,
    participants.c.person_id == sa.bindparam("person"),
    participants.c.part == sa.bindparam("host"),
    participants.c.reply == sa.bindparam("comes"),
)
_coaches = memberships.alias("coaches")
_LED = sa.exists().where(
    participants.c.appointment_id == committees.c.appointment_id,
    participants.c.part == sa.bindparam("host"),
    participants.c.reply == sa.bindparam("comes"),
    _coaches.c.person_id == participants.c.person_id,
    _coaches.c.role == Role.COACH.value,
    _coaches.c.ended_at.is_(None),
    sa.or_(_coaches.c.promotion_id.is_(None), _coaches.c.promotion_id == rounds.c.promotion_id),
)
_COACHED = sa.or_(is_among(rounds.c.promotion_id, "coached"), sa.bindparam("coaches_all", type_=sa.Boolean))
OVER = (
    sa.select(
        committees.c.id.label("committee_id"),
        committees.c.defi_id,
        rounds.c.phase,
        appointments.c.starts,
        _talks.c.starts.label("talk"),
        sa.func.coalesce(reports.c.id, 0).label("report_id"),
        reports.c.published_at.is_not(None).label("is_published"),
        _HOSTS.label("is_led"),
        (~_LED).label("is_unled"),
        rounds.c.promotion_id,
    )
    .join_from(committees, appointments, appointments.c.id == committees.c.appointment_id)
    .join(rounds, rounds.c.id == committees.c.round_id)
    .join(_talks, _talks.c.id == committees.c.talk_id, isouter=True)
    .join(
        reports,
        sa.and_(reports.c.round_id == committees.c.round_id, reports.c.defi_id == committees.c.defi_id),
        isouter=True,
    )
    .where(
        committees.c.ended == sa.false(),
        sa.or_(is_among(committees.c.defi_id, "defis"), _HOSTS, sa.and_(_COACHED, ~_LED)),
        committees.c.appointment_id.in_(
            sa.select(_ended.c.id).where(
                _ended.c.state == sa.bindparam("confirmed"),
                _ended.c.ends <= sa.bindparam("now", type_=Moment()),
                *ends_after("since", source=_ended),
            )
        ),
    )
    .order_by(appointments.c.ends, committees.c.id)
)


_PUBLISHED = (
    sa.select(reports.c.defi_id, rounds.c.phase, committees.c.id.label("committee_id"))
    .join_from(reports, rounds, rounds.c.id == reports.c.round_id)
    .join(
        committees,
        sa.and_(
            committees.c.round_id == reports.c.round_id,
            committees.c.defi_id == reports.c.defi_id,
            committees.c.ended == sa.false(),
        ),
    )
    .where(
        reports.c.published_at.is_not(None),
        sa.or_(
            is_among(reports.c.defi_id, "defis"),
            sa.and_(is_among(reports.c.defi_id, "sponsored"), reports.c.shared_at.is_not(None)),
        ),
    )
    .order_by(rounds.c.phase, rounds.c.id)
)


def list_readable(
    tx: Reading, defi_ids: Collection[int], *, sponsored_ids: Collection[int] = ()
) -> dict[int, list[tuple[int, int]]]:
    """Return the reports of these défis, as {défi: [(phase, committee id)]}, by phase. One query.

    `sponsored_ids`: défis for which only the reports that were shared with the sponsor count."""
    wanted = {"defis": sorted(defi_ids), "sponsored": sorted(sponsored_ids)}
    rows = tx.execute(_PUBLISHED, wanted) if defi_ids or sponsored_ids else ()
    found: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row.defi_id, []).append((row.phase, row.committee_id))
    return found


def make(tx: Transaction, round_id: int, defi_id: int, *, sections: Iterable[ReportSection]) -> Report:
    """Return a défi's report in a round. Create it with these sections if there is none."""
    written = json.dumps([asdict(section) for section in sections], ensure_ascii=False)
    tx.execute(_MAKE[tx.dialect.name], {"round_id": round_id, "defi_id": defi_id, "sections": written})
    found = find(tx, round_id, defi_id)
    if found is None:
        raise LookupError(f"no report of défi {defi_id}")
    return found


def find(tx: Reading, round_id: int, defi_id: int) -> Report | None:
    row = tx.execute(_OF, {"round": round_id, "defi": defi_id}).one_or_none()
    return None if row is None else _as_report(row)


def _as_report(row: Row) -> Report:
    several = json.loads(row.sections)
    sections = (ReportSection(**{**section, "begins": tuple(section["begins"])}) for section in several)
    return from_row(Report, row, sections=tuple(sections))


def published_defi_ids(tx: Reading, round_id: int) -> set[int]:
    found = sa.select(reports.c.defi_id).where(reports.c.round_id == round_id, reports.c.published_at.is_not(None))
    return set(tx.execute(found).scalars())


def find_previous(tx: Reading, round_id: int, defi_id: int) -> Report | None:
    """Return a défi's last published report from a phase before the phase of this round."""
    row = tx.execute(_BEFORE, {"round": round_id, "defi": defi_id}).one_or_none()
    return None if row is None else _as_report(row)


def lock(tx: Transaction, report_id: int) -> None:
    tx.execute(_LOCK, {"report": report_id})


def change(tx: Transaction, report_id: int, **values: object) -> None:
    tx.execute(sa.update(reports).where(reports.c.id == report_id).values(values))


def advice_of(tx: Reading, report_id: int) -> list[Advice]:
    return [from_row(Advice, row) for row in tx.execute(_ADVICE, {"report": report_id})]


def add_advice(tx: Transaction, report_id: int, **values: object) -> int:
    return int(tx.execute(sa.insert(advice).values(report_id=report_id, **values).returning(advice.c.id)).scalar_one())


def change_advice(tx: Transaction, advice_id: int, **values: object) -> None:
    tx.execute(sa.update(advice).where(advice.c.id == advice_id).values(values))


def drop_advice(tx: Transaction, advice_id: int) -> None:
    tx.execute(sa.delete(advice).where(advice.c.id == advice_id))


def ended_committees(tx: Reading, person: Person, *, since: datetime, now: datetime) -> list[PastCommittee]:
    """Return the committees that ended between `since` and `now` and concern a person, by end. One query.

    They are the committees of the person's défis and those that the person hosted. A coach also gets the committees of
    their promotions whose hosts no longer coach. Each committee has the progress of its report."""
    given = {
        "defis": sorted(person.defi_ids),
        "person": person.id,
        **coach_parameters(person),
        "host": Part.HOST.value,
        "comes": Reply.COMES.value,
        "confirmed": State.CONFIRMED.value,
        "since": since,
        "now": now,
    }
    return [
        from_row(
            PastCommittee,
            row,
            is_published=bool(row.is_published),
            is_led=bool(row.is_led),
            is_unled=bool(row.is_unled),
        )
        for row in tx.execute(OVER, given)
    ]


def coach_parameters(person: Person) -> dict[str, object]:
    held = {membership.promotion_id for membership in person.current if membership.role is Role.COACH}
    return {
        "coached": sorted(promotion_id for promotion_id in held if promotion_id is not None),
        "coaches_all": None in held,
    }


def ids_with_undecided_advice(tx: Reading, report_ids: Collection[int]) -> set[int]:
    """Return the reports with advice on which the team has not decided. One query."""
    given = {"reports": sorted(report_ids)}
    return set(tx.execute(_UNANSWERED, given).scalars()) if report_ids else set()
