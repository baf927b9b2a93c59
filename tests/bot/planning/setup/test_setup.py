"""A promotion set up and changed from Slack: what is kept, what is refused and why, and that files' rules hold."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.catalogue import openings
from bot.dates.hours import WeeklyHours
from bot.errors import DraftExpired, NotAllowed, NotFound
from bot.planning.setup import programme_file, setups, uploads
from bot.planning.setup.looking import find_opening_problems
from bot.planning.setup.model import (
    CHANNELS,
    ID,
    Cells,
    EditConflict,
    FormFaults,
    PromotionRef,
    Setup,
    SetupPart,
    Target,
    digest,
)
from bot.planning.setup.reading import read_defi_lines
from bot.planning.setup.uploads import Upload
from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import ImportFaults
from bot.programme.imports.service import NamedFile
from bot.programme.model import Actor, Membership, Phase
from bot.programme.roles import Role
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.programme import history, people, promotions, shapes
from tests.bot.planning.setup.lines import add_lines, prepare

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
DATES = {"name": "EIG 8", "starts_on": "2026-09-01", "ends_on": "2027-06-30"}
DEFIS = "Carte Vive, Bureau des cartes\nRelais, Bureau des relais"
TEAM = (
    "lea@example.org,Léa,EIG,Carte Vive,design\nomar@example.org,Omar,porteuse,Carte Vive\nmaud@example.org,Maud,coach"
)
HABITS = ("name", "administration", "canal", "visio", "lieu", "jours_fermes", "documents")


def coach(tx: Transaction, name: str = "Ana", *, promotion: int | None = None) -> Actor:
    """Add a coach, of every promotion unless of one."""
    person = people.add(tx, name=name, email=f"{name.lower()}@example.org", slack_id=f"U{name.upper()}")
    people.add_membership(tx, person, Membership(Role.COACH, promotion))
    return Actor(f"U{name.upper()}", people.by_id(tx, person))


def begun(tx: Transaction, actor: Actor, **dates: str) -> PromotionRef:
    """Begin a promotion with two défis."""
    ref = setups.start_setup(tx, actor, "gesture", typed_cells=DATES | dates, now=NOW).ref
    add_lines(tx, actor, Target(ref, SetupPart.DEFI), text=DEFIS, now=NOW)
    return ref


def ready(tx: Transaction, actor: Actor) -> PromotionRef:
    """Set up a promotion that can be opened."""
    ref = begun(tx, actor)
    add_lines(tx, actor, Target(ref, SetupPart.PERSON), text=TEAM, now=NOW)
    return ref


def opened(tx: Transaction, actor: Actor) -> PromotionRef:
    """Set a promotion up and open it."""
    return PromotionRef(True, setups.open_promotion(tx, actor, ready(tx, actor), now=NOW)[0].id)


def seen(setup: Setup, part: SetupPart, item: int) -> dict[str, str]:
    """Give what a form carries of what it shows."""
    names = HABITS if part is SetupPart.DEFI else ("nom", "role", "defi", "metier", "expertises")
    return {name: digest(setup.cells(part, item).get(name, "")) for name in names}


def edit(tx: Transaction, actor: Actor, ref: PromotionRef, *, part: SetupPart, item: int, typed: Cells) -> Setup:
    """Save a form that shows what stands now."""
    setup = setups.find_setup(tx, actor, ref)
    return setups.save_form(
        tx, actor, Target(ref, part, item, seen=seen(setup, part, item)), typed_cells=typed, now=NOW
    )


def new(tx: Transaction, actor: Actor, ref: PromotionRef, **typed: str) -> Setup:
    """Save the form of somebody new."""
    fields = ("slack_id", "nom", "email", "role", "defi", "metier", "expertises")
    place = Target(ref, SetupPart.PERSON, seen={name: digest("") for name in fields})
    return setups.save_form(tx, actor, place, typed_cells=typed, now=NOW)


def refused(does: Callable[[], object]) -> FormFaults:
    """Do what is refused, and give why."""
    with pytest.raises(FormFaults) as caught:
        does()
    return caught.value


def lines_of(faulty: FormFaults) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in faulty.lines]


def parts(tx: Transaction) -> Mapping[str, list[tuple[str, int | None]]]:
    """Give what everybody is now, by name."""
    return {
        one.name: [(each.role.value, each.defi_id) for each in one.current] for one in people.list_with_any_role(tx)
    }


def test_sixty_pasted_people_are_kept_together_or_not_at_all(database: Database) -> None:
    lines = [f"p{number}@example.org;Personne {number};EIG;Carte Vive;design" for number in range(60)]
    good = "\n".join(lines)
    lines[6], lines[20], lines[41] = "pas une adresse;Personne 6;EIG;Carte Vive", lines[20].replace("EIG", "EGI"), "p41"
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana)
        place = Target(ref, SetupPart.PERSON)
        faulty = refused(lambda: add_lines(tx, ana, place, text="\n".join(lines), now=NOW))
        assert lines_of(faulty) == [(7, "email"), (21, "role"), (42, "email"), (42, "nom"), (42, "role")]
        assert "est inconnu. Choisissez parmi" in faulty.lines[1].reason
        assert setups.find_setup(tx, ana, ref).people == ()
        assert len(add_lines(tx, ana, place, text=good, now=NOW).people) == 60
        assert len(add_lines(tx, ana, place, text=good, now=NOW).people) == 60  # sent twice


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a@example.org,A,EIG,Carte Vive\na@example.org,A,coach", 2, "email"),  # twice, with two roles
        ("a@example.org,A,EIG,Cartes Vives", 1, "defi"),
        ("a@example.org,A,expert,Défi 99", 1, "defi"),
        ("a@example.org,A,EIG", 1, "defi"),
        ("a@example.org,A,EIG,Carte Vive,design,,,,trop", 1, ""),
        ('a@example.org,"A,EIG', 1, ""),
        ("a@example.org,A,EIG,Carte Vive,magie", 1, "metier"),
    ],
)
def test_pasted_line_that_cannot_be_kept_is_named(database: Database, text: str, line: int, column: str) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        faulty = refused(lambda: add_lines(tx, ana, Target(ref, SetupPart.PERSON), text=text, now=NOW))
        assert lines_of(faulty) == [(line, column)]
        assert len(setups.find_setup(tx, ana, ref).people) == 3


def test_lines_are_read_whatever_parts_them_and_formulas_stay_text(database: Database) -> None:
    text = 'a@example.org\t=HYPERLINK("http://x")\tEIG\tCarte Vive\nBob Vidal; b@example.org; mentor|coach'
    with database.transaction() as tx:
        ana = coach(tx)
        found = add_lines(tx, ana, Target(begun(tx, ana), SetupPart.PERSON), text=text, now=NOW).people
    assert [(one["nom"], one["email"], one["role"]) for one in found] == [
        ('=HYPERLINK("http://x")', "a@example.org", "eig"),
        ("Bob Vidal", "b@example.org", "mentor|coach"),
    ]


def test_table_of_a_spreadsheet_is_pasted_with_its_first_line(database: Database) -> None:
    defis = "Nom\tAdministration\tCanal\nÉcho\tArchives\t\nAlizé\tMétéo"
    persons = "email\tNom\tRôle\tDéfi\tMétier\na@example.org\tAïcha N’Diaye\tEIG\tÉcho\tDroit du numérique"
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana)
        before = {defi["name"] for defi in setups.find_setup(tx, ana, ref).defis}
        after = add_lines(tx, ana, Target(ref, SetupPart.DEFI), text=defis, now=NOW)
        assert {defi["name"] for defi in after.defis} - before == {"Écho", "Alizé"}
        (aicha,) = add_lines(tx, ana, Target(ref, SetupPart.PERSON), text=persons, now=NOW).people
    assert (aicha["nom"], aicha["role"], aicha["defi"], aicha["metier"]) == ("Aïcha N’Diaye", "eig", "Écho", "droit")


@pytest.mark.parametrize(
    "text",
    [
        "Nom\tAdministration\nÉcho\tArchives",
        "Administration\tNom\nArchives\tÉcho",
        "Canal;Administration;Nom du défi\n;Archives;Écho",
        "Écho, Archives",
    ],
)
def test_columns_of_pasted_defis_stand_in_any_order_once_they_are_named(text: str) -> None:
    assert [cells for _, cells in read_defi_lines(text)] == [{"name": "Écho", "administration": "Archives"}]


def test_two_coaches_keep_what_each_wrote_of_a_defi(database: Database) -> None:
    with database.transaction() as tx:
        ana, bob = coach(tx), coach(tx, "Bob")
        ref = begun(tx, ana)
        both = Target(ref, SetupPart.DEFI, 1, seen=seen(setups.find_setup(tx, ana, ref), SetupPart.DEFI, 1))
        stands = {"name": "Carte Vive", "administration": "Bureau des cartes"}
        setups.save_form(tx, ana, both, typed_cells=stands | {"lieu": "Salle 12", "visio": ""}, now=NOW)
        after = setups.save_form(tx, bob, both, typed_cells=stands | {"lieu": "", "jours_fermes": "mercredi"}, now=NOW)
        assert {**after.cells(SetupPart.DEFI, 1)} == {
            **stands,
            "id": "1",
            "lieu": "Salle 12",
            "jours_fermes": "mercredi",
        }
        with pytest.raises(EditConflict) as caught:
            setups.save_form(tx, bob, both, typed_cells={"lieu": "Salle 14", "administration": "Bureau"}, now=NOW)
        assert (caught.value.fields, caught.value.by and caught.value.by.name) == ({"lieu": "Salle 12"}, "Bob")
        assert setups.find_setup(tx, ana, ref).cells(SetupPart.DEFI, 1)["administration"] == "Bureau des cartes"


@pytest.mark.parametrize("is_open", [False, True])
def test_renamed_defi_keeps_its_people(database: Database, is_open: bool) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana) if is_open else ready(tx, ana)
        item = int(setups.find_setup(tx, ana, ref).defis[0]["id"])
        after = edit(tx, ana, ref, part=SetupPart.DEFI, item=item, typed={"name": "Carte Vive 2"})
        assert [one["defi"] for one in after.people if one["defi"]] == ["Carte Vive 2", "Carte Vive 2"]
        assert after.defi_names == ["Carte Vive 2", "Relais"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "Relais"}, "name"),
        ({"name": "?"}, "name"),
        ({"visio": "http://visio.example.org"}, "visio"),
        ({"lieu": "x" * 201}, "lieu"),
        ({"canal": "general"}, "canal"),
        ({"jours_fermes": "mercredi|jamais"}, "jours_fermes"),
    ],
)
def test_defi_that_cannot_be_kept_says_why_on_its_field(database: Database, typed: Cells, field: str) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana)
        assert [*refused(lambda: edit(tx, ana, ref, part=SetupPart.DEFI, item=1, typed=typed)).fields] == [field]


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"ends_on": "2026-08-31"}, "ends_on"),
        ({"starts_on": "2025-01-01", "ends_on": "2026-05-03"}, "ends_on"),  # over already
        ({"starts_on": ""}, "starts_on"),
        ({"name": ""}, "name"),
        ({"name": "eig 7"}, "name"),
        ({"phase_2": "2026-08-01"}, "phase_2"),
        ({"phase_3": "2027-07-01"}, "phase_3"),
        ({"phase_2": "2027-03-01"}, "phase_2"),  # after the usual third
        ({"phase_2": "2026-12-01", "phase_3": "2026-12-01"}, "phase_3"),
    ],
)
def test_dates_that_do_not_fit_are_refused_on_their_field(
    database: Database, dates: dict[str, str], field: str
) -> None:
    with database.transaction() as tx:
        promotions.save_promotion(tx, "EIG 7", starts_on="2025-09-01", ends_on="2026-06-30")
        ana = coach(tx)
        assert [*refused(lambda: setups.start_setup(tx, ana, "g", typed_cells=DATES | dates, now=NOW)).fields] == [
            field
        ]
        assert promotions.list_waiting_setups(tx) == []


def test_look_names_what_is_to_be_known(database: Database) -> None:
    with database.transaction() as tx:
        promotions.save_promotion(tx, "EIG 7", starts_on="2025-09-01", ends_on="2026-10-31")
        ana = coach(tx, promotion=1)
        ref = begun(tx, ana, ends_on="2026-12-31")
        place = Target(ref, SetupPart.CHANNELS, seen={key: digest("") for key in CHANNELS})
        one, other = "C0123456789", "C0987654321"
        channels = {"canal_promotion": one, "canal_coachs": one, "canal_porteurs": other}
        setups.save_form(tx, ana, place, typed_cells=channels, now=NOW)
        found = find_opening_problems(tx, setups.find_setup(tx, ana, ref), actor=ana)
    assert found.missing == (("people", ()), ("coach", ()))
    assert found.noted == (
        ("overlap", ("EIG 7",)),
        ("short", ("la phase 3", "la phase 4")),
        ("no_eig", ("Carte Vive", "Relais")),
        ("no_porteur", ("Carte Vive", "Relais")),
        ("same_channel", ("la promotion", "l’équipe des coachs")),
        ("no_defi_channel", ("Carte Vive", "Relais")),
        ("without_you", ()),
    )


@pytest.mark.parametrize("leaves", ["removed", "changed"])
def test_the_last_coach_of_a_promotion_stays_until_another_is_there(database: Database, leaves: str) -> None:
    with database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 7", starts_on="2025-09-01", ends_on="2026-06-30")
        ana = coach(tx, promotion=other)
        ref = opened(tx, ana)
        maud = Actor("UMAUD", people.by_email(tx, "maud@example.org"))
        mine = next(int(one[ID]) for one in setups.find_setup(tx, maud, ref).people if one["nom"] == "Maud")

        def leave() -> object:
            if leaves == "removed":
                return setups.remove_item(tx, maud, Target(ref, SetupPart.PERSON, mine), now=NOW)
            typed = {"role": "eig", "defi": "Carte Vive"}
            return edit(tx, maud, ref, part=SetupPart.PERSON, item=mine, typed=typed)

        assert [*refused(leave).fields] == ["role"]
        new(tx, maud, ref, nom="Zoé", email="zoe@example.org", role="coach")
        leave()


def test_phases_follow_the_days_that_are_given(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        place = Target(ref, SetupPart.PROMOTION, seen={"phase_2": digest("")})
        setups.save_form(tx, ana, place, typed_cells={"phase_2": "2026-10-15"}, now=NOW)
        promotion, _ = setups.open_promotion(tx, ana, ref, now=NOW)
    assert [(one.number, one.starts_on, one.ends_on) for one in promotion.phases] == [
        (1, date(2026, 9, 1), date(2026, 10, 14)),
        (2, date(2026, 10, 15), date(2027, 1, 31)),
        (3, date(2027, 2, 1), date(2027, 4, 30)),
        (4, date(2027, 5, 1), date(2027, 6, 30)),
    ]


@pytest.mark.parametrize("names", [("Un", "Deux", "Trois"), ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")])
def test_promotion_keeps_the_phases_of_an_earlier_programme(database: Database, names: tuple[str, ...]) -> None:
    starts = [date(2026, 9, 1) + timedelta(weeks=6 * at) for at in range(len(names))]
    lasts = [day - timedelta(days=1) for day in starts[1:]] + [date(2027, 6, 30)]
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        promotion, _ = setups.open_promotion(tx, ana, ref, now=NOW)
        before = [Phase(at, *rest) for at, rest in enumerate(zip(names, starts, lasts, strict=True), start=1)]
        promotions.save_phases(tx, promotion.id, before)
        place = Target(PromotionRef(True, promotion.id), SetupPart.PROMOTION, seen={"phase_2": digest(str(starts[1]))})
        setups.save_form(tx, ana, place, typed_cells={"phase_2": "2026-10-15"}, now=NOW)
        after = promotions.promotion_by_name(tx, promotion.name)
    assert after is not None
    moved = [replace(before[0], ends_on=date(2026, 10, 14)), replace(before[1], starts_on=date(2026, 10, 15))]
    assert list(after.phases) == [*moved, *before[2:]]


@pytest.mark.parametrize(
    ("field", "day", "starts", "ends"),
    [
        ("ends_on", "2027-07-30", "2026-09-01", "2027-07-30"),
        ("ends_on", "2027-06-01", "2026-09-01", "2027-06-01"),
        ("starts_on", "2026-08-24", "2026-08-24", "2027-06-30"),
    ],
)
def test_phases_follow_the_first_and_the_last_day(
    database: Database, field: str, day: str, starts: str, ends: str
) -> None:
    """A gap that a file left between two of them stays."""
    bounds = [("2026-09-01", "2026-10-31"), ("2026-11-10", "2027-01-31"), ("2027-02-01", "2027-06-30")]
    with database.transaction() as tx:
        ana = coach(tx)
        promotion, _ = setups.open_promotion(tx, ana, ready(tx, ana), now=NOW)
        before = [Phase(at, f"P{at}", *map(date.fromisoformat, days)) for at, days in enumerate(bounds, start=1)]
        promotions.save_phases(tx, promotion.id, before)
        place = Target(PromotionRef(True, promotion.id), SetupPart.PROMOTION, seen={field: digest(DATES[field])})
        setups.save_form(tx, ana, place, typed_cells={field: day}, now=NOW)
        after = promotions.promotion_by_name(tx, promotion.name)
    assert after is not None
    assert [phase.name for phase in after.phases] == ["P1", "P2", "P3"]
    assert (str(after.phases[0].starts_on), str(after.phases[0].ends_on)) == (starts, "2026-10-31")
    assert (str(after.phases[1].starts_on), str(after.phases[-1].ends_on)) == ("2026-11-10", ends)


def test_promotion_without_a_coach_does_not_open(database: Database) -> None:
    with database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 7", starts_on="2025-09-01", ends_on="2026-06-30")
        ana = coach(tx, promotion=other)
        ref = begun(tx, ana)
        add_lines(tx, ana, Target(ref, SetupPart.PERSON), text=TEAM.splitlines()[0], now=NOW)
        assert [*refused(lambda: setups.open_promotion(tx, ana, ref, now=NOW)).fields] == ["coach"]
        assert [one.name for one in promotions.all_promotions(tx)] == ["EIG 7"]


def test_promotion_opens_with_a_few_dispositifs(database: Database) -> None:
    with database.transaction() as tx:
        ref = opened(tx, coach(tx))
        assert {*openings.names_of_open_dispositifs(tx, ref.id, now=NOW)} == openings.FIRST


def test_opening_adds_and_ends_nobody_and_twice_is_once(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        rose = people.add(tx, name="Rose", email="rose@example.org")
        people.add_membership(tx, rose, Membership(Role.MENTOR))
        ref = ready(tx, ana)
        add_lines(tx, ana, Target(ref, SetupPart.PERSON), text="tom@example.org,Tom,mentor", now=NOW)
        promotion, fresh = setups.open_promotion(tx, ana, ref, now=NOW)
        again = setups.open_promotion(tx, ana, ref, now=NOW)
        assert (fresh, again) == (True, (promotion, False))
        [carte, _] = promotions.defis_of(tx, promotion.id)
        assert parts(tx) == {
            "Ana": [("coach", None)],
            "Léa": [("eig", carte.id)],
            "Maud": [("coach", None)],
            "Omar": [("porteur", carte.id)],
            "Rose": [("mentor", None)],
            "Tom": [("mentor", None)],
        }
        row = promotions.read_setup(tx, ref.id)
        assert row is not None
        assert row.content == ""  # their names are nowhere else than theirs
        with pytest.raises(NotFound):
            add_lines(tx, ana, Target(ref, SetupPart.PERSON), text="x@example.org,X,coach", now=NOW)
        details = [one.detail for one in history.entries_of(tx, "setup", ref.id)]
        assert details == ["begin", "defi", "personne", "personne", f"open promotion={promotion.id}"]


def test_same_form_sent_twice_does_it_once(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        first = setups.start_setup(tx, ana, "gesture", typed_cells=DATES, now=NOW)
        rejoined = refused(lambda: setups.start_setup(tx, ana, "other gesture", typed_cells=DATES, now=NOW))
        assert (len(promotions.list_waiting_setups(tx)), [*rejoined.fields]) == (1, ["name"])
        assert setups.start_setup(tx, ana, "gesture", typed_cells=DATES, now=NOW).ref == first.ref
        for _ in range(2):
            after = new(tx, ana, first.ref, nom="Maud", email="maud@example.org", role="coach")
        assert len(after.people) == 1
        again = refused(lambda: new(tx, ana, first.ref, nom="Maud", email="Maud@example.org", role="mentor"))
        assert [*again.fields] == ["email"]


def test_address_known_under_another_account_is_refused(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana)
        other = refused(lambda: new(tx, ana, ref, slack_id="UX9", nom="A", email="ana@example.org", role="coach"))
        account = refused(lambda: new(tx, ana, ref, slack_id="UANA", nom="A", email="a@example.org", role="coach"))
        assert [[*one.fields] for one in (other, account)] == [["email"], ["email"]]
        after = new(tx, ana, ref, slack_id="UANA", nom="Ana", email="ana@example.org", role="coach")
        assert [one["slack_id"] for one in after.people] == ["UANA"]


def test_changed_role_ends_what_that_person_alone_no_longer_is(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        setup = setups.find_setup(tx, ana, ref)
        maud = next(int(one["id"]) for one in setup.people if one["nom"] == "Maud")
        edit(tx, ana, ref, part=SetupPart.PERSON, item=maud, typed={"role": "mentor", "expertises": "données|droit"})
        assert parts(tx)["Maud"] == [("mentor", None)]
        assert {name: len(held) for name, held in parts(tx).items()} == {"Ana": 1, "Léa": 1, "Maud": 1, "Omar": 1}


def test_hours_are_read_as_hosts_write_them_and_hold_once_open(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        maud = next(int(one["id"]) for one in setups.find_setup(tx, ana, ref).people if one["nom"] == "Maud")
        place = Target(ref, SetupPart.HOURS, maud, seen={"semaine": digest("")})
        setups.save_form(tx, ana, place, typed_cells={"semaine": "mardi et jeudi 9h-12h"}, now=NOW)
        promotion, _ = setups.open_promotion(tx, ana, ref, now=NOW)
        after = setups.find_setup(tx, ana, PromotionRef(True, promotion.id))
        assert after.week_text("maud@example.org") == "mardi 9h-12h\njeudi 9h-12h"


def test_a_mentor_without_an_expertise_is_named_before_it_opens(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        new(tx, ana, ref, nom="Rose", email="rose@example.org", role="mentor", expertises="Droit")
        setup = new(tx, ana, ref, nom="Zoé", email="zoe@example.org", role="mentor")
        assert dict(find_opening_problems(tx, setup, actor=ana).noted)["no_expertise"] == ("Zoé",)


def test_coach_who_has_hours_is_not_said_to_have_none(database: Database) -> None:
    """A second promotion knows the hours of a coach of the first; opening it writes them nowhere."""
    before = WeeklyHours(1, "09:00", "12:00")
    limited = WeeklyHours(3, "14:00", "16:00", date(2026, 9, 1), date(2026, 12, 31))
    with database.transaction() as tx:
        ana = coach(tx)
        maud = people.add(tx, name="Maud", email="maud@example.org")
        hours.replace_weekly(tx, maud, [before, limited])
        ref = ready(tx, ana)
        setup = setups.find_setup(tx, ana, ref)
        assert "no_hours" not in dict(find_opening_problems(tx, setup, actor=ana).noted)
        assert setup.week_text("maud@example.org") == "mardi 9h-12h"
        item = next(int(one[ID]) for one in setup.people if one["nom"] == "Maud")
        place = Target(ref, SetupPart.HOURS, item, seen={"semaine": digest("mardi 9h-12h")})
        setups.save_form(tx, ana, place, typed_cells={"semaine": "mardi 9h-12h"}, now=NOW)  # saved untouched
        assert setups.find_setup(tx, ana, ref).hours == ()
        setups.open_promotion(tx, ana, ref, now=NOW)
        assert [one.weekly for one in hours.list_openings(tx, [maud])] == [(before, limited)]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 a workbook",
        "email,nom,role\nlea@example.org,Léa,coach\n".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\0\0",
        b"x" * 20_000_000,
        b"",
        b"un,deux\n1,2\n",
    ],
)
def test_upload_that_is_no_file_of_ours_says_so_and_writes_nothing(database: Database, data: bytes) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        before = setups.find_setup(tx, ana, ref)
        with pytest.raises(FileFaults):
            prepare(tx, ana, ref, given=Upload("a", data), now=NOW)
        assert setups.find_setup(tx, ana, ref) == before


def test_upload_in_another_encoding_is_read(database: Database) -> None:
    data = "email;nom;role\nzoe@example.org;Zoé Élan;coach\n".encode("windows-1252")
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        prepare(tx, ana, ref, given=Upload("a.csv", data), now=NOW)
        assert "Zoé Élan" in [one["nom"] for one in setups.find_setup(tx, ana, ref).people]


def test_files_say_a_whole_promotion(database: Database) -> None:
    toml = (
        'name = "EIG 8"\nstarts_on = 2026-09-01\nends_on = 2027-06-30\n[[defis]]\nname = "Carte Vive"\n'
        'administration = "Bureau des cartes"\ncanal = "C012345"\njours_fermes = ["lundi", "mercredi"]\n'
        '[[phases]]\nname = "Tout"\nstarts_on = 2026-09-07\nends_on = 2027-06-18\n'
    )
    week = b"email,jour,debut,fin,du,au\nmaud@example.org,lundi,09:00,12:00,2026-10-01,\n"
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        for data in (toml.encode(), week):
            prepare(tx, ana, ref, given=Upload("a", data), now=NOW)
        promotion, _ = setups.open_promotion(tx, ana, ref, now=NOW)
        assert [(one.name, one.starts_on) for one in promotion.phases] == [("Tout", date(2026, 9, 7))]
        [carte, _] = promotions.defis_of(tx, promotion.id)
        assert (carte.channel, carte.closed_weekdays) == ("C012345", frozenset({0, 2}))
        stranger = refused(
            lambda: uploads.import_file(
                tx,
                ana,
                PromotionRef(True, promotion.id),
                file=NamedFile("a", read_file("a", toml.replace("8", "9").encode())),
                confirmed=True,
                now=NOW,
            )
        )
        assert lines_of(stranger) == [(1, "name")]
        unknown = read_file("p.csv", b"email,nom,role,defi\nx@example.org,X,eig,Inconnu\n")
        file = NamedFile("p.csv", unknown)
        with pytest.raises(ImportFaults):
            uploads.import_file(tx, ana, PromotionRef(True, promotion.id), file=file, confirmed=True, now=NOW)


def test_who_may_not_changes_nothing_and_forged_ids_are_nobody(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        other = promotions.save_promotion(tx, "EIG 7", starts_on="2025-09-01", ends_on="2026-06-30")
        bob = coach(tx, "Bob", promotion=other)
        lea = Actor("ULEA")
        promotion = opened_as(tx, ana, ref)
        for actor, where in ((lea, PromotionRef(False, ref.id)), (bob, promotion), (lea, promotion)):
            with pytest.raises(NotAllowed):
                add_lines(tx, actor, Target(where, SetupPart.DEFI), text=DEFIS, now=NOW)
        for place in (
            Target(promotion, SetupPart.DEFI, 999),
            Target(promotion, SetupPart.PERSON, 999),
            Target(PromotionRef(False, 99), SetupPart.DEFI),
        ):
            with pytest.raises(NotFound):
                setups.save_form(tx, ana, place, typed_cells={"name": "X"}, now=NOW)
            with pytest.raises(NotFound):
                setups.remove_item(tx, ana, place, now=NOW)


def test_a_programme_is_put_in_service_by_a_coach_and_once(database: Database) -> None:
    given, data = programme_file.parse_programme(b'name = "Rel\xc3\xa8ve"'), Upload("programme.toml", b"name = 'Rel'")
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        lea = Actor("ULEA", people.by_email(tx, "lea@example.org"))
        uploads.save_draft(tx, ana, "draft", ref=ref, given=data, now=NOW)
        with pytest.raises(NotAllowed):
            uploads.import_programme(tx, lea, given, reasons={}, now=NOW)
        told = uploads.import_programme(tx, ana, given, reasons={}, draft_id="draft", now=NOW)
        assert told == ["Changé : le programme s’appelle Relève, et non plus EIG."]
        with pytest.raises(DraftExpired):
            uploads.import_programme(tx, ana, given, reasons={}, draft_id="draft", now=NOW)
        assert shapes.read(tx) == {"name": "Relève"}


def opened_as(tx: Transaction, actor: Actor, ref: PromotionRef) -> PromotionRef:
    """Open what is set up."""
    return PromotionRef(True, setups.open_promotion(tx, actor, ref, now=NOW)[0].id)


def test_two_of_one_name_do_not_open_and_say_why(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        promotions.save_promotion(tx, "eig 8", starts_on="2025-09-01", ends_on="2026-06-30")  # by a file, meanwhile
        why = refused(lambda: setups.open_promotion(tx, ana, ref, now=NOW)).fields["name"]
        assert why.startswith("Une promotion s’appelle déjà")
