"""The eleven dispositifs as data: complete against the programme's facts, and written as the bot speaks."""

import re
from dataclasses import astuple

import pytest

from bot.catalogue.eleven import ATTRIBUTES, ELEVEN
from bot.catalogue.model import AUDIENCE_TITLES, Audience, Mode, suggest_keys
from bot.catalogue.phases import PHASES, SKILL, SKILLS, VALEURS, VALUE, VALUES, Tag, tag_of, tags_of

D, P, E, G = Audience.DEFI, Audience.PORTEURS, Audience.INDIVIDUEL, Audience.PROMOTION
# Key, audience, mode, minutes, how often, how long: the programme's facts.
FACTS = [
    ("atelier", D, Mode.EN_PRESENCE, None, "1 ou 2 par phase", "d’une demi-journée à une journée"),
    ("comite", D, Mode.EN_LIGNE, 90, "1 par phase, à la fin", "1 h 30"),
    ("rapport", D, Mode.PAR_ECRIT, 75, "1 par phase", "1 h 15"),
    ("bureau-aide", D, Mode.EN_LIGNE, 60, "à la demande", "1 h, en un rendez-vous ou en plusieurs séances"),
    ("seminaire-porteurs", P, Mode.LIBRE, None, "1 par phase, soit 4 en tout", "une demi-journée"),
    ("mentorat", E, Mode.LIBRE, 90, "à la demande, par cycle de 4 séances sur 1 mois", "1 h 30 par séance"),
    ("carnet", E, Mode.SEUL, 60, "1 par mois", "1 h"),
    ("seminaire-promotion", G, Mode.EN_PRESENCE, None, "2 par an", "2 jours"),
    ("conference", G, Mode.LIBRE, 90, "1 par mois", "1 h 30"),
    ("pairs", G, Mode.LIBRE, 90, "1 par mois", "1 h 30"),
    ("pluridisciplinaire", G, Mode.LIBRE, 90, "1 par mois", "1 h 30"),
]
ROLES = {"eig", "porteur", "sponsor", "coach", "mentor", "expert", "alumni"}
TEXTS = [
    ELEVEN.introduction,
    *AUDIENCE_TITLES.values(),
    *(text for one in ELEVEN.dispositifs for text in astuple(one)[1:8]),
    *(text for one in ATTRIBUTES.values() for text in (one.pour, one.par)),
]


def test_eleven_hold_the_programme_s_facts() -> None:
    held = [
        (
            one.key,
            ATTRIBUTES[one.key].audience,
            ATTRIBUTES[one.key].mode,
            ATTRIBUTES[one.key].minutes,
            one.frequence.replace("\u00a0", " "),
            one.duree.replace("\u00a0", " "),
        )
        for one in ELEVEN.dispositifs
    ]
    assert held == FACTS


def test_eleven_stand_under_the_four_audiences_in_order() -> None:
    assert list(dict.fromkeys(one.audience for one in ELEVEN.dispositifs)) == list(AUDIENCE_TITLES.values())


def test_eleven_leave_nothing_empty() -> None:
    assert [text for text in TEXTS if not text.strip()] == []
    assert all(one.titles and one.aliases and one.needs and one.relevance for one in ATTRIBUTES.values())


def test_roles_and_levels_are_known() -> None:
    relevance = [one.relevance for one in ATTRIBUTES.values()]
    assert {role for levels in relevance for role in levels} == ROLES
    assert {(len(four), max(four) <= 3, min(four) >= 0) for levels in relevance for four in levels.values()} == {
        (4, True, True)
    }


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_written_as_the_bot_speaks(text: str) -> None:
    # No straight apostrophe or quote, no point médian, no bracketed ending, no-break spaces before ; : ! ? and units.
    assert re.findall(r"['\"·•]|\(e?s?\)|\w\(|\.e\b| [:;!?]|\d (?:h|mois|jours|séances)\b|h \d\d", text) == []


def test_phases_last_ten_months() -> None:
    assert [phase.length for phase in PHASES] == ["2\u00a0mois", "3\u00a0mois", "3\u00a0mois", "2\u00a0mois"]
    assert [len(phase.verbs) for phase in PHASES] == [3, 3, 3, 3]
    assert [(len(phase.skills_eig), len(phase.skills_porteurs)) for phase in PHASES] == [(4, 3), (5, 1), (5, 1), (4, 2)]


def test_values_are_seven_in_three() -> None:
    assert [len(value.covers) for value in VALUES] == [2, 3, 2]


def test_what_is_both_a_skill_and_a_value_is_kept_apart() -> None:
    both = {one.name for one in SKILLS} & {one.name for one in VALEURS}
    assert both == {"Accessibilité numérique", "Logiciel libre", "Ouverture des données"}
    assert len({one.key for one in (*SKILLS, *VALEURS)}) == 32
    assert all(one.is_skill for one in SKILLS)
    assert not any(one.is_skill for one in VALEURS)
    assert tag_of("Logiciel libre").key == "competence:logiciel-libre"
    assert tag_of("Logiciel libre", VALUE).key == "valeur:logiciel-libre"


@pytest.mark.parametrize("one", [*SKILLS, *VALEURS], ids=lambda one: one.key)
def test_a_key_says_its_sort_and_is_read_back(one: Tag) -> None:
    prefix = SKILL if one in SKILLS else VALUE
    assert re.fullmatch(prefix + "[a-z]+(-[a-z]+)*", one.key)
    assert (tag_of(one.key), tag_of(one.name.upper(), prefix)) == (one, one)


def test_names_of_before_keys_are_read() -> None:
    before = ["agilité", "cadre juridique", "accessibilité", "pitch", "facilitation", "pérennisation des talents"]
    assert [tag_of(one).key for one in before] == [
        "competence:agilite",
        "competence:cadre-juridique",
        "competence:accessibilite-numerique",
        "competence:pitch-entrepreneurial",
        "competence:facilitation",
        "competence:perennisation-des-talents",
    ]
    openness = tag_of("ouverture des données et des codes")
    assert openness.covers == ("competence:ouverture-des-donnees", "competence:ouverture-des-codes")
    assert tag_of(openness.key) == openness
    assert tag_of("moderne et collaboratif", VALUE).covers == ("valeur:entrepreneuriat", "valeur:co-construction")


def test_what_the_catalogue_no_longer_knows_is_still_said() -> None:
    kept = tags_of(["competence:sobriete-editoriale", "Écoute", "agilité", "Agilité"])
    assert [one.name for one in kept] == [
        "Sobriete editoriale",
        "Écoute",
        "Agilité",
    ]
    assert tags_of([]) == []


@pytest.mark.parametrize(
    ("roles", "phase", "first"),
    [
        (["eig"], 1, ["atelier", "bureau-aide", "seminaire-promotion"]),
        (["eig"], 2, ["bureau-aide", "mentorat", "pairs"]),
        (["eig"], 4, ["bureau-aide", "seminaire-promotion", "atelier"]),
        (["porteur"], 2, ["comite", "seminaire-porteurs", "rapport"]),
        (["sponsor"], 3, ["seminaire-porteurs", "conference"]),
        (["mentor"], 3, ["mentorat", "conference"]),
        (["mentor", "expert"], 1, ["mentorat", "conference", "atelier"]),
        (["eig"], None, ["bureau-aide", "atelier", "mentorat"]),
        ([], 2, []),
        (["inconnu"], 2, []),
    ],
)
def test_suggest_by_role_and_phase(roles: list[str], phase: int | None, first: list[str]) -> None:
    assert suggest_keys(ELEVEN, ATTRIBUTES, roles=roles, phase=phase)[:3] == first
