"""The search: what people type, however they spell it, and which dispositif comes first."""

import time

import pytest

from bot.catalogue.eleven import ATTRIBUTES, ELEVEN
from bot.catalogue.model import Catalogue, Dispositif, suggest_keys
from bot.catalogue.search import Index, SearchResult, find

INDEX = Index(ELEVEN, ATTRIBUTES)

BY_NAME = [
    ("atelier", "atelier"),
    ("Ateliers collaboratifs", "atelier"),
    ("workshop", "atelier"),
    ("comité", "comite"),
    ("COMITE D'EVALUATION", "comite"),
    ("bilan de phase", "comite"),
    ("rapport", "rapport"),
    ("rapports d’évaluation", "rapport"),
    ("bureau", "bureau-aide"),
    ("bureau-aide", "bureau-aide"),
    ("bureau d’aide", "bureau-aide"),
    ("help desk", "bureau-aide"),
    ("office hours", "bureau-aide"),
    ("permanence", "bureau-aide"),
    ("coach", "bureau-aide"),
    ("séminaire porteurs", "seminaire-porteurs"),
    ("porteuse", "seminaire-porteurs"),
    ("sponsors", "seminaire-porteurs"),
    ("mentor", "mentorat"),
    ("mentore", "mentorat"),
    ("DINUM", "mentorat"),
    ("carnet", "carnet"),
    ("journal de bord", "carnet"),
    ("séminaire promotion", "seminaire-promotion"),
    ("seminaire d'acceleration", "seminaire-promotion"),
    ("intégration", "seminaire-promotion"),
    ("masterclass", "conference"),
    ("master class", "conference"),
    ("table ronde", "conference"),
    ("Tables-rondes", "conference"),
    ("webinaire", "conference"),
    ("pairs", "pairs"),
    ("groupe métier", "pairs"),
    ("pluri", "pluridisciplinaire"),
    ("petits groupes", "pluridisciplinaire"),
]
BY_TYPO = [
    ("mentora", "mentorat"),
    ("mantorat", "mentorat"),
    ("bureau daide", "bureau-aide"),
    ("bureaudaide", "bureau-aide"),
    ("burau d'aide", "bureau-aide"),
    ("semineire", "seminaire-porteurs"),
    ("confrence", "conference"),
    ("conférances", "conference"),
    ("mastercalss", "conference"),
    ("comite devaluation", "comite"),
    ("raport", "rapport"),
    ("atelié colaboratif", "atelier"),
    ("carné de bord", "carnet"),
    ("plury", "pluridisciplinaire"),
    ("accesibilité", "bureau-aide"),
    ("bibliografie", "bureau-aide"),
    ("expérimentasion", "bureau-aide"),
]
BY_NEED = [
    ("échelle", "bureau-aide"),
    ("ECHELLE", "bureau-aide"),
    ("passage à l’échelle", "bureau-aide"),
    ("audit de code", "bureau-aide"),
    ("bibliographie", "bureau-aide"),
    ("accessibilité", "bureau-aide"),
    ("écoconception", "bureau-aide"),
    ("RGPD", "bureau-aide"),
    ("logiciels libres", "bureau-aide"),
    ("plan d'expérimentation", "bureau-aide"),
    ("mesurer l'impact", "bureau-aide"),
    ("prototypage", "atelier"),
    ("brainstorming", "atelier"),
    ("feuille de route", "rapport"),
    ("fin de phase", "comite"),
    ("financement", "seminaire-porteurs"),
    ("management de l'innovation", "seminaire-porteurs"),
    ("data scientist", "pairs"),
    ("développeuse", "pairs"),
    ("démo", "pluridisciplinaire"),
    ("carrière", "carnet"),
    ("témoignages", "conference"),
]
BY_SENTENCE = [
    ("je voudrais faire relire mon code", "bureau-aide"),
    ("qui peut m’aider à préparer un pitch ?", "bureau-aide"),
    ("j'ai une question juridique", "bureau-aide"),
    ("Nous sommes bloquées sur notre architecture…", "bureau-aide"),
    ("s'il vous plaît, j'aimerais parler à un coach", "bureau-aide"),
    ("bonjour, comment trouver un mentor ?", "mentorat"),
    ("un spécialiste pour nous suivre pendant un mois", "mentorat"),
    ("comment convaincre ma hiérarchie", "seminaire-porteurs"),
    ("je suis designer", "pairs"),
    ("échanger avec des gens de mon métier", "pairs"),
    ("présenter mon travail aux autres", "pluridisciplinaire"),
    ("penser à ma carrière après le programme", "carnet"),
    ("poser des questions à une experte", "conference"),
    ("où relire les décisions de fin de phase ?", "comite"),
    ("réfléchir en équipe à la vision produit", "atelier"),
    ("rencontrer la promotion pendant deux jours", "seminaire-promotion"),
    ("<!channel> un mentor, vite ! 🚨", "mentorat"),
    ("\u202eمرحبا mentorat", "mentorat"),
    ("<@U123> & <script>alert(1)</script> bibliographie", "bureau-aide"),
]


@pytest.mark.parametrize(("query", "key"), BY_NAME + BY_TYPO + BY_NEED + BY_SENTENCE)
def test_query_finds_first(query: str, key: str) -> None:
    found = find(INDEX, query)
    assert (found.hits[0], found.nearest) == (key, ())


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("séminaire", ("seminaire-porteurs", "seminaire-promotion")),
        ("semineires", ("seminaire-porteurs", "seminaire-promotion")),
        ("groupe de partage", ("pairs", "pluridisciplinaire")),
        ("en ligne", ("comite", "bureau-aide")),
        ("facilitation", ("atelier", "seminaire-porteurs")),
        ("mentorat", ("mentorat",)),
    ],
)
def test_query_finds_all_it_means_in_order(query: str, hits: tuple[str, ...]) -> None:
    assert find(INDEX, query) == SearchResult(hits=hits)


@pytest.mark.parametrize("query", ["", " ", "\n", "?!…", "😀😀", "« — »", "\u00a0", "*_~`"])
def test_query_without_a_word_finds_nothing(query: str) -> None:
    assert find(INDEX, query) == SearchResult()


@pytest.mark.parametrize(
    "query", ["zzzqqqxx", "pizza", "<!channel>", "مرحبا بالعالم", "je voudrais", "bonjour", "q" * 3000]
)
def test_query_that_matches_nothing_gets_the_nearest_three(query: str) -> None:
    found = find(INDEX, query)
    assert (found.hits, len(set(found.nearest))) == ((), 3)
    assert set(found.nearest) <= set(INDEX.keys)


def test_nearest_is_the_likest_name() -> None:
    assert find(INDEX, "pluricellulaire").nearest[0] == "pluridisciplinaire"


def test_query_of_three_thousand_characters_is_read_at_its_start() -> None:
    assert find(INDEX, "bibliographie " + "et puis encore " * 200) == find(INDEX, "bibliographie")


def test_query_of_one_word_a_thousand_times_finds_it() -> None:
    assert find(INDEX, "code " * 600).hits == ("bureau-aide",)


@pytest.mark.parametrize(
    ("query", "roles", "hits"),
    [
        ("seminaire", ("eig",), ("seminaire-promotion", "seminaire-porteurs")),
        ("Les séminaires", ("eig",), ("seminaire-promotion", "seminaire-porteurs")),
        ("séminaire", ("porteur",), ("seminaire-porteurs", "seminaire-promotion")),
        ("séminaire", ("sponsor",), ("seminaire-porteurs", "seminaire-promotion")),
        ("séminaire", (), ("seminaire-porteurs", "seminaire-promotion")),
        ("séminaire porteurs", ("eig",), ("seminaire-porteurs",)),
        ("groupe de partage", ("eig",), ("pairs", "pluridisciplinaire")),
    ],
)
def test_what_several_are_called_is_ranked_by_who_asks(
    query: str, roles: tuple[str, ...], hits: tuple[str, ...]
) -> None:
    favoured = suggest_keys(ELEVEN, ATTRIBUTES, roles=roles, phase=None)
    assert find(INDEX, query, favoured_keys=favoured).hits[:2] == hits


def test_limit_cuts_the_last_hits() -> None:
    assert find(INDEX, "1 h 30", limit=2).hits == find(INDEX, "1 h 30").hits[:2]


def test_words_of_a_page_are_found_in_every_field() -> None:
    page = Catalogue(
        "",
        (
            Dispositif("cafe", "Café du lundi", "Équipes", "Une [brioche](https://exemple.fr) partagée."),
            Dispositif("marche", "Marche lente", "Équipes", preparer="prendre un parapluie", inspirer="sécher"),
        ),
    )
    index = Index(page, ATTRIBUTES)
    queries = ("cafe", "brioches", "parapluies", "secher", "cofé du lundi", "marches", "exemple")
    assert [find(index, query).hits[:1] for query in queries] == [
        ("cafe",),
        ("cafe",),
        ("marche",),
        ("marche",),
        ("cafe",),
        ("marche",),
        (),
    ]


def test_name_in_full_comes_before_descriptions_that_use_it() -> None:
    page = Catalogue(
        "",
        (
            Dispositif("a", "Accueil", "x", "Mentorat, mentorat et encore mentorat."),
            Dispositif("mentorat", "Mentorat", "x", "Rien."),
        ),
    )
    assert find(Index(page, ATTRIBUTES), "mentorat").hits == ("mentorat",)


def test_empty_catalogue_finds_nothing() -> None:
    assert find(Index(Catalogue("", ()), ATTRIBUTES), "mentorat") == SearchResult()


def test_search_is_fast_and_always_the_same() -> None:
    queries = [query for query, _ in BY_NAME + BY_TYPO + BY_NEED + BY_SENTENCE] + ["abcdefgh ijklmnop qrstuvwx " * 100]
    again = Index(ELEVEN, ATTRIBUTES)
    runs, took = [], []
    for index in (INDEX, INDEX, again):
        started = time.thread_time()
        runs.append([find(index, query) for query in queries])
        took.append((time.thread_time() - started) / len(queries))
    assert runs[0] == runs[1] == runs[2]
    # The goal is a millisecond a query and a tenth of it is usual; seconds of the processor, and the best of three.
    assert min(took) < 0.001


@pytest.mark.parametrize("key", ["rdv-permanence-juridique", "ren-permanence-juridique"])
def test_a_word_that_begins_the_programmes_own_name_finds_it_beside_an_alias(key: str) -> None:
    """« permanence » is another word for the bureau d'aide, and begins what the programme has added."""
    own = Dispositif(key, "Permanence juridique", "Pour chaque défi", "Une demi-heure.")
    index = Index(Catalogue("", (*ELEVEN.dispositifs, own)), ATTRIBUTES)
    assert set(find(index, "permanence").hits) == {"bureau-aide", own.key}
    assert find(index, "permanence juridique").hits[0] == own.key
