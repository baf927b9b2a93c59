"""A month of a whole promotion, played: nobody gets more messages than docs/programme.md allows, whatever their
role."""

import sys

import pytest

from bot.demo.budget import BudgetPart, Count, Listener, count, table, titles
from bot.mentoring import answers
from bot.sandbox.memory.channels import Channel
from bot.sandbox.workspace import Sandbox
from tests.databases import fresh
from tests.journeys import full_month_gatherings as gatherings
from tests.journeys.full_month import (
    HALF_HOUR,
    MONTH,
    THIRD_OF_ONE,
    WHOLE,
    WHOLE_PROMOTION,
    Month,
    ask,
    book,
    close_phase,
    gather,
    hold_workshop,
    keep_hours,
)
from tests.journeys.promotion import NOW
from tests.patient_stage import PatientStage


# What a person hears is by person: a third of a promotion, with as many appointments each, hears the same.
@pytest.fixture(
    scope="module",
    params=[THIRD_OF_ONE, pytest.param(WHOLE_PROMOTION, marks=pytest.mark.rare)],
    ids=["third", "whole"],
)
def counts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Count]:
    size = request.param
    folder = tmp_path_factory.mktemp("month")
    with PatientStage(folder, now=NOW, database_url=fresh("sqlite", folder)) as stage:
        stage.house.schedule._scheduler.pause()  # noqa: SLF001 - as time moves all jobs are run at each step besides
        month = Month(stage, size)
        database = stage.house.tools.database
        with database.transaction() as tx:
            gather(month, tx)
        with database.transaction() as tx:
            gatherings.plan(month, tx)
        for number in range(size.defis):
            with database.transaction() as tx:
                book(month, tx, number)
        with database.transaction() as tx:
            close_phase(month, tx)
            keep_hours(month, tx)
        for number in range(size.committees, size.defis):
            with database.transaction() as tx:
                hold_workshop(month, tx, number)
        with database.transaction() as tx:
            until = [ask(month, tx, number) for number in range(size.cycles)]
        cycles = [*month.asked.values()]
        for number in sorted(range(size.cycles), key=until.__getitem__):
            gatherings.play(month, until=until[number] - HALF_HOUR)  # mentors answer at the last moment
            with database.transaction() as tx:
                answers.confirm_sessions(tx, month.actor(tx, month.mentor(number)), cycles[number], now=stage.clock())
        gatherings.play(month, until=NOW + WHOLE)
        assert stage.slack.violations == []
        mentors = [one for one in month.listeners() if one.part is BudgetPart.MENTOR]
        others = [one for one in month.listeners() if one.part is not BudgetPart.MENTOR]
        return [
            *count(stage.slack, others, since=NOW, until=NOW + MONTH),
            *count(stage.slack, mentors, since=NOW, until=NOW + WHOLE),
        ]


def test_nobody_hears_more_than_their_role_s_budget(counts: list[Count]) -> None:
    sys.stdout.write(f"{table(counts)}\n")
    over = [f"{one.listener.person.name}: {'; '.join(titles(one))}" for one in counts if not one.is_kept]
    assert "\n".join(over) == ""


def test_month_that_is_counted_is_a_full_one(counts: list[Count]) -> None:
    parts = {one.listener.part for one in counts}
    most = {part: max(len(one.heard) for one in counts if one.listener.part is part) for part in parts}
    assert (most[BudgetPart.EIG] >= 10, most[BudgetPart.ASKER] >= 20, most[BudgetPart.COACH] >= 10) == (
        True,
        True,
        True,
    )
    assert all(one.heard for one in counts if one.listener.part is not BudgetPart.MENTOR)
    mentors = [one for one in counts if one.listener.part is BudgetPart.MENTOR and one.heard]
    *others, last = (one.listener.cycles for one in mentors)
    assert (set(others), last) == ({2}, 1)
    assert len(mentors[-1].heard) == 9  # a request, two reminders, the group, four days, the review
    assert len({len(one.heard) for one in counts}) > 5


def test_count_leaves_out_updates_other_months_and_other_people() -> None:
    clock = [NOW]

    def now() -> float:
        return clock[-1].timestamp()

    slack = Sandbox(now=now)
    ana, bo, cy = (slack.add_person(name, email=f"{name}@example.org") for name in ("Ana", "Bo", "Cy"))
    team = slack.team
    group = team.add_channel(Channel("G1", "", "mpim", {team.bot.id, ana.id, bo.id}))
    channel = slack.add_channel("general", members=[ana, bo, cy])
    for place, text_ in ((team.dm(ana.id), "À Ana"), (group, "Au groupe"), (channel, "À tout le monde")):
        written = team.post(place, text=text_, blocks=[])
        team.rewrite(written, text=f"{text_}, mis à jour", blocks=[])
    slack.post.take("bot@example.org", (bo.email or "",), data=b"Subject: Votre compte rendu\n\nLe voici.\n")
    clock.append(NOW + MONTH)
    team.post(team.dm(bo.id), text="Le mois d’après", blocks=[])
    listeners = [
        Listener(ana, BudgetPart.EIG),
        Listener(bo, BudgetPart.MENTOR, cycles=2),
        Listener(cy, BudgetPart.COACH),
    ]
    counts = count(slack, listeners, since=NOW, until=NOW + MONTH)
    assert [titles(one) for one in counts] == [
        ["04/05 08:00 À Ana, mis à jour", "04/05 08:00 Au groupe, mis à jour"],
        ["04/05 08:00 Au groupe, mis à jour", "04/05 08:00 e-mail : Votre compte rendu"],
        [],
    ]
    assert [one.most for one in counts] == [14, 18, 20 + 15]
    (met,) = count(slack, [Listener(ana, BudgetPart.ASKER, committee=True)], since=NOW, until=NOW + MONTH)
    assert met.most == 36
    assert [line.split() for line in table(counts).splitlines()[1:]] == [
        ["EIG", "1", "2,0", "2", "14"],
        ["Mentor", "1", "2,0", "2", "18"],
        ["Coach", "1", "0,0", "0", "35"],
    ]
