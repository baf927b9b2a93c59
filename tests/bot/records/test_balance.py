"""« Bilan »: counts by dispositif and phase, masked so that no figure under five is read or found by subtraction."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO
from itertools import product, repeat
from pathlib import Path

import pytest
from hypothesis import given, strategies
from sqlalchemy import text

from bot.clock import machine_now
from bot.command import cli
from bot.errors import NotAllowed
from bot.evaluation.support import support as committees
from bot.gatherings.model import Mark
from bot.mentoring import changes as mentoring
from bot.records import balance, export, overview
from bot.records.balance import DispositifUse, MajorityOpinion, indexes_to_mask, mask_column
from bot.records.model import OpinionCount
from storage.database import Database
from storage.programme import promotions
from tests.bot.evaluation.rig import Committees, paris

HOSTILE = '=HYPERLINK("https://x";"Cliquez")'
FIGURES = strategies.lists(strategies.integers(0, 8), min_size=1, max_size=4)


def solutions(values: Sequence[int], hidden: set[int]) -> Iterator[tuple[int, ...]]:
    """Give what else the masked figures may be to a reader who knows their sum, the shown ones and the rule."""
    places, whole = sorted(hidden), sum(values[at] for at in hidden)
    for tried in product(range(1, whole + 1), repeat=max(len(places) - 1, 0)):
        last = whole - sum(tried)
        if last < 1:
            continue
        given_values = list(values)
        for at, figure in zip(places, (*tried, last), strict=True):
            given_values[at] = figure
        if indexes_to_mask(given_values) == hidden:
            yield (*tried, last)


@given(FIGURES)
def test_no_figure_under_five_is_shown(values: list[int]) -> None:
    hidden = indexes_to_mask(values)
    assert all(figure == 0 or figure >= 5 for at, figure in enumerate(values) if at not in hidden)


@given(FIGURES)
def test_no_figure_under_five_is_found_by_subtraction(values: list[int]) -> None:
    hidden = indexes_to_mask(values)
    if not hidden or len(hidden) == sum(figure > 0 for figure in values):
        return  # nothing is masked, or nothing is shown from which to subtract
    found = [set(column) for column in zip(*solutions(values, hidden), strict=True)]
    assert all(len(column) > 1 for column in found), (values, hidden, found)
    assert sum(values[at] for at in hidden) >= 5


@given(FIGURES)
def test_what_is_hidden_is_hidden_for_a_reason(values: list[int]) -> None:
    assert bool(indexes_to_mask(values)) is any(0 < figure < 5 for figure in values)


MADE = (
    "INSERT INTO appointments (uid, dispositif, promotion_id, defi_id, starts, ends, state) "
    "VALUES (:uid, :key, :of, :defi, :starts, :ends, :state)"
)
SAID = "INSERT INTO outcomes (appointment_id, outcome, at) SELECT id, 'postponed', 0 FROM appointments WHERE uid = :uid"


CYCLE = (
    "INSERT INTO mentoring_cycles (draft_id, asked_by, defi_id, mentor_id, domain, need, suits, choice, state, "
    "sessions, minutes, window_days, asked_at, turned_at) "
    "VALUES (:draft, :who, :defi, :who, :draft, '', '', 'asked', 'done', 4, 90, 30, 0, 0)"
)
SEANCE = (
    "INSERT INTO mentoring_sessions (appointment_id, cycle_id, number, state, outcome) "
    "SELECT a.id, c.id, :number, 'over', :outcome FROM appointments a, mentoring_cycles c "
    "WHERE a.uid = :uid AND c.draft_id = :draft"
)


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def put(rig: Committees, count: int, *, on: str, state: str = "confirmed", key: str = "bureau-aide") -> list[str]:
    """Write appointments of an hour on this day; return their names."""
    starts = int(paris(f"{on} 09:00").timestamp())
    of = {"key": key, "of": rig.ids["promotion"], "defi": rig.ids["defi0"], "state": state}
    rows = [{"uid": f"{key}-{on}-{state}-{at}", "starts": starts, "ends": starts + 3600, **of} for at in range(count)]
    rig.do(lambda tx: tx.execute(text(MADE), rows))
    return [str(row["uid"]) for row in rows]


def mentor(rig: Committees, names: list[str], *, cycles: int, missed: int = 0) -> None:
    """Make these appointments séances of some cycles in turn; the first of them were missed."""
    drafts = [f"c{at}" for at in range(cycles)]
    made = [{"draft": draft, "who": rig.ids["lea"], "defi": rig.ids["defi0"]} for draft in drafts]
    rig.do(lambda tx: tx.execute(text(CYCLE), made))
    rows = [
        {"uid": uid, "draft": drafts[at % cycles], "number": at, "outcome": "missed" if at < missed else None}
        for at, uid in enumerate(names)
    ]
    rig.do(lambda tx: tx.execute(text(SEANCE), rows))


def account(rig: Committees) -> dict[tuple[str, int], DispositifUse]:
    with rig.database.reading() as tx:
        found = balance.read_figures(tx, promotions.all_promotions(tx), now=rig.now)
    return {(use.dispositif, use.phase): use for use in found}


def test_hours_are_counted_by_phase_and_what_did_not_take_place(rig: Committees) -> None:
    rig.now = paris("2026-06-01 08:00")
    names = put(rig, 13, on="2026-05-11")
    rig.do(lambda tx: tx.execute(text(SAID), [{"uid": uid} for uid in names[:5]]))
    put(rig, 6, on="2026-05-12", state="cancelled")
    put(rig, 7, on="2026-06-02")
    put(rig, 9, on="2026-05-13", state="held")  # not confirmed: it was never offered
    use = account(rig)["bureau-aide", 2]
    assert (use.offered, use.held, use.ahead, use.cancelled, use.unheld) == (26, 8, 7, 6, 5)


def test_few_are_masked_and_their_sum_too(rig: Committees) -> None:
    rig.now = paris("2026-06-01 08:00")
    put(rig, 8, on="2026-05-11")
    put(rig, 2, on="2026-05-12", state="cancelled")
    use = account(rig)["bureau-aide", 2]
    assert (use.offered, use.held, use.cancelled) == (None, 8, None)
    put(rig, 6, on="2026-02-10", state="cancelled")
    found = account(rig)
    assert [found["bureau-aide", phase].cancelled for phase in (1, 2)] == [None, None]


def test_a_masked_hour_is_not_the_difference_of_two_tables(rig: Committees) -> None:
    """Défi by défi and in the agenda, nine are read: eight held would give away the one that was not."""
    rig.now = paris("2026-06-01 08:00")
    names = put(rig, 9, on="2026-05-11")
    rig.do(lambda tx: tx.execute(text(SAID), {"uid": names[0]}))
    put(rig, 2, on="2026-05-12", state="cancelled")
    put(rig, 20, on="2026-02-10")
    found = account(rig)
    use = found["bureau-aide", 2]
    assert (use.offered, use.held, use.cancelled, use.unheld) == (None, None, None, None)
    assert found["bureau-aide", 1].held == 20
    with rig.database.reading() as tx:
        used = export.write_use(overview.list_all(tx, now=rig.now)).decode("utf-8-sig").splitlines()
    assert used == [
        '"promotion";"dispositif";"ont_dit_venir";"presences";"absences";"attente_mediane_jours"',
        '"EIG 9";"bureau-aide";"";"";"";""',
    ]


@pytest.mark.parametrize(("held", "unheld"), [(0, 1), (0, 2), (3, 1)])
def test_a_few_that_were_not_held_hide_those_of_another_phase(rig: Committees, held: int, unheld: int) -> None:
    rig.now = paris("2026-06-01 08:00")
    names = put(rig, held + unheld, on="2026-05-11")
    rig.do(lambda tx: tx.execute(text(SAID), [{"uid": uid} for uid in names[:unheld]]))
    put(rig, 20, on="2026-02-10")
    found = account(rig)
    assert [found["bureau-aide", phase].held for phase in (1, 2)] == [None, None]


def test_what_was_thought_is_told_of_five_or_more(rig: Committees) -> None:
    sheet = rig.one()
    made = "INSERT INTO committee_usefulness (round_id, choice, count) VALUES (:of, :choice, :count)"
    several = [{"of": sheet.committee.round_id, "choice": choice, "count": 2} for choice in ("utile", "un_peu")]
    rig.do(lambda tx: tx.execute(text(made), several))
    assert (account(rig)["comite", 2].answers, account(rig)["comite", 2].thought) == (None, None)
    rig.do(lambda tx: tx.execute(text("UPDATE committee_usefulness SET count = 9 WHERE choice = 'utile'")))
    use = account(rig)["comite", 2]
    assert (use.answers, use.thought) == (11, MajorityOpinion.USEFUL)


def test_seances_that_were_missed_did_not_take_place(rig: Committees) -> None:
    rig.now = paris("2026-06-01 08:00")
    missed = put(rig, 6, on="2026-05-11", key="mentorat", state="cancelled")  # their time is given back
    mentor(rig, [*missed, *put(rig, 12, on="2026-05-12", key="mentorat")], cycles=6, missed=6)
    use = account(rig)["mentorat", 2]
    assert (use.offered, use.held, use.ahead, use.cancelled, use.unheld) == (18, 12, 0, 0, 6)


def test_many_seances_of_few_cycles_are_masked(rig: Committees) -> None:
    rig.now = paris("2026-06-01 08:00")
    mentor(rig, put(rig, 12, on="2026-05-12", key="mentorat"), cycles=4)
    use = account(rig)["mentorat", 2]
    assert (use.offered, use.held) == (None, None)


@pytest.mark.parametrize(
    ("dispositif", "choice", "thought"),
    [
        *(("conference", mark, MajorityOpinion.USEFUL) for mark in (Mark.VERY, Mark.SOME)),
        ("conference", Mark.LITTLE, MajorityOpinion.USELESS),
        *zip(
            repeat("mentorat"),
            mentoring.USEFUL,
            (MajorityOpinion.USEFUL, MajorityOpinion.SHARED, MajorityOpinion.USELESS),
            strict=False,
        ),
        *zip(
            repeat("comite"),
            committees.CHOICES,
            (MajorityOpinion.USEFUL, MajorityOpinion.SHARED, MajorityOpinion.USELESS),
            strict=False,
        ),
    ],
)
def test_each_dispositif_has_its_own_words_for_useful(
    rig: Committees, monkeypatch: pytest.MonkeyPatch, dispositif: str, choice: str, thought: MajorityOpinion
) -> None:
    """« some » is « Utile » of a conference, and « Un peu » of mentoring."""
    said = OpinionCount(rig.ids["promotion"], dispositif, choice, 6, phase=2)
    monkeypatch.setattr(balance, "opinions_of", lambda *_: [said])
    assert account(rig)[dispositif, 2].thought is thought


def test_coaches_alone_read_it_of_their_promotions(rig: Committees) -> None:
    rig.one()
    with rig.database.reading() as tx:
        assert {use.promotion.name for use in balance.list_coached(tx, rig.actor("claire"), now=rig.now)} == {"EIG 9"}
        with pytest.raises(NotAllowed):
            balance.list_coached(tx, rig.actor("lea"), now=rig.now)


def test_command_writes_the_promotions_it_is_given(
    rig: Committees,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(rig, 6, on="2026-02-10")
    rig.do(lambda tx: promotions.change_promotion(tx, rig.ids["promotion"], name=HOSTILE))
    clock = tmp_path / "clock"
    clock.write_text(str(int((rig.now - machine_now()).total_seconds())))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_CLOCK_FILE", str(clock))
    out = tmp_path / "bilan.csv"
    assert (
        cli.run_command_line(["export", "bilan", "--promotion", HOSTILE, "--promotion", HOSTILE, "--out", str(out)])
        == 0
    )
    (row,) = csv.DictReader(StringIO(out.read_text("utf-8-sig")), delimiter=";")
    assert row == {
        "promotion": f"'{HOSTILE}",
        "phase": "1",
        "dispositif": "bureau-aide",
        "proposes": "6",
        "tenus": "6",
        "a_venir": "0",
        "annules": "0",
        "non_tenus": "0",
        "avis": "0",
        "utilite": "",
    }
    assert "masqué" in capsys.readouterr().out
    assert cli.run_command_line(["export", "bilan", "--promotion", "EIG 1"]) == 1
    assert "Aucune promotion ne s’appelle" in capsys.readouterr().err
    for name in ("Été 1", "ete 1"):
        rig.do(partial(promotions.save_promotion, name=name, starts_on="2026-01-12", ends_on="2026-11-11"))
    assert cli.run_command_line(["export", "bilan", "--promotion", "ETE 1"]) == 1
    assert "Plusieurs promotions s’appellent" in capsys.readouterr().err
    assert cli.run_command_line(["export", "bilan", "--promotion", "Été 1"]) == 0


COLUMN = strategies.lists(strategies.tuples(strategies.integers(0, 8), strategies.booleans()), min_size=1, max_size=3)
FAR = 13  # larger figures tell nothing new: nothing is masked for being large


def worlds(values: Sequence[int], also: set[int]) -> list[tuple[int, ...]]:
    """Give all columns of which a reader sees the same figures and the same sum, the rule being known to them."""
    seen = mask_column(values, also=also)
    places = [range(FAR) if shown is None else (shown,) for shown in seen[0]]
    return [tried for tried in product(*places) if mask_column(tried, also=also) == seen]


@given(COLUMN)
def test_no_masked_figure_is_computed_from_the_sum_on_the_screen(column: list[tuple[int, bool]]) -> None:
    """Also where all that stands for few cycles is masked, whatever its figure; zero tells of nobody."""
    values = [figure for figure, _ in column]
    also = {at for at, (figure, few) in enumerate(column) if few and figure}
    found = worlds(values, also)
    for at, shown in enumerate(mask_column(values, also=also)[0]):
        if shown is None and values[at]:
            assert len({world[at] for world in found}) > 1, (values, also, found)


@pytest.mark.parametrize("values", [[4, 4], [12], [3], [1, 1, 1, 1, 1]])
def test_a_sum_that_gives_a_figure_away_is_masked(values: list[int]) -> None:
    assert mask_column(values, also={0}) == ([None] * len(values), None)


def test_the_screen_sums_what_the_account_counts(rig: Committees) -> None:
    """Nine cancelled on the screen and six in the account would say that three séances were missed."""
    rig.now = paris("2026-06-01 08:00")
    names = put(rig, 9, on="2026-05-11", key="mentorat", state="cancelled")
    mentor(rig, [*names, *put(rig, 12, on="2026-05-12", key="mentorat")], cycles=6, missed=3)
    with rig.database.reading() as tx:
        (total,) = balance.totals(tx, promotions.all_promotions(tx)[0], now=rig.now)
    use = account(rig)["mentorat", 2]
    assert (total.over, total.cancelled, use.cancelled, use.unheld) == (15, 6, 6, None)
