"""Check and write the head of `programme.toml`: name, roles, métiers, phases, committees, gatherings."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from bot.programme.shape import EVERY, RENCONTRES, ROLES
from bot.programme.spelling import fold, nearest_word, squash

Places: TypeAlias = Mapping[tuple[str, int, str], str]  # (table, its number, key or "") → « :line:column »
Fault: TypeAlias = tuple[tuple[str, int, str], str]  # place, reason
HEAD: Final = ("name", "roles", "metiers", "phases", "questions", "sections", "rencontres")
NEEDED: Final = ("eig", "coach", "alumni")  # the roles of bookers, of hosts and of former members
MOST_METIERS, MOST_PHASES, MOST_SKILLS, MOST_TAUGHT = 10, 8, 20, 90  # A Slack form cannot show more at once.
# A team can add six questions to those of the programme. With at most eight sections, a report fits on a page.
MOST_QUESTIONS, MOST_SECTIONS = 6, 8
# The programme can add ten gatherings. Each works like one of these kinds.
MOST_RENCONTRES, GATHERED = 10, ("conference", "pluridisciplinaire", "seminaire-promotion")
LABEL, NAME, QUESTION, DESCRIPTION = 30, 60, 150, 600  # characters
MONTHS, WEEKS = range(1, 25), range(1, 105)
_HEADER: Final = re.compile(r"\s*\[+\s*([a-z_]+(?:\.[a-z_]+)?)\s*\]+")
_KEY: Final = re.compile(r"\s*([a-z_]+)\s*=\s*")
# The pattern excludes characters that have a meaning in Slack's markup or in our sentences.
_FIT: Final = re.compile(r"[^\W_](?:[\w .’'()/+-]*[\w.’)])?")
_METIER_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,38}")
_RENCONTRE_KEY: Final = re.compile(rf"{RENCONTRES}[a-z0-9-]{{1,36}}")
# Keys of questions and sections. Texts are stored under these keys.
_TEXT_KEY: Final = re.compile(r"[a-z][a-z_]{1,19}")
# Questions and sections cannot have these keys, because other texts of a support or a report have them.
_OTHER_FIELD: Final = re.compile(
    r"(?:apart|outcome).*|aim|because|questions|link|indicator|target|level|source|"
    "phrase|reponse|marque|garde|change|lien|bilan|tout|decisions|non_abordes|objectifs_suivants|"
    "piste|conseille|a_faire"
)
_VALUE: Final = re.compile(r"[^\W_](?:[^\x00-\x1f<>{}|`*]*[^\x00-\x1f<>{}|`*\s])?")
_UNFIT: Final = "des lettres, des chiffres, des espaces et .’()/+- : ni « < », ni mention, ni mise en forme"
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "roles": ("singular", "plural", "spellings"),
    "metiers": ("key", "name", "near"),
    "phases": ("name", "months", "weeks", "verbs", "skills", "skills_porteurs"),
    "questions": ("key", "text"),
    "sections": ("key", "name", "begins", "axis", "after_advice"),
    "rencontres": ("key", "name", "kind", "description", "every"),
}


def positions_of(text: str) -> dict[tuple[str, int, str], str]:
    """Return the place of each table and each value in the text, because TOML's parser does not return it."""
    found, count, table = dict[tuple[str, int, str], str](), Counter[str](), ("", 0)
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = header[1], count[header[1]]
            count[header[1]] += 1
            found[(*table, "")] = f":{number}:1"
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1]), f":{number}:{key.end() + 1}")
    return found


def head_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults in the head of a file."""
    if "name" in values:
        yield from _label_faults(("", 0, "name"), values["name"], max_length=LABEL)
    if "roles" in values:
        yield from _roles_faults(values["roles"])
    yield from _tables_faults("metiers", values.get("metiers"), _metier_faults, max_tables=MOST_METIERS)
    yield from _tables_faults("phases", values.get("phases"), _phase_faults, max_tables=MOST_PHASES)
    yield from _tables_faults("questions", values.get("questions"), _question_faults, max_tables=MOST_QUESTIONS)
    yield from _tables_faults("sections", values.get("sections"), _section_faults, max_tables=MOST_SECTIONS)
    yield from _tables_faults("rencontres", values.get("rencontres"), _rencontre_faults, max_tables=MOST_RENCONTRES)
    phases = values.get("phases")
    if isinstance(phases, list) and not any(isinstance(phase, dict) and phase.get("skills") for phase in phases):
        yield (
            ("phases", 0, ""),
            "il manque skills, les compétences d’une phase au moins : carnets et rendez-vous en proposent",
        )
    taught = list(_phase_skills(phases))
    if len(taught) > MOST_TAUGHT:
        yield ("phases", 0, ""), f"les phases ont {len(taught)} compétences, et il y a place pour {MOST_TAUGHT} en tout"
    named = dict[str, str]()
    for where, name in taught:
        if (other := named.setdefault(fold(name), name)) != name:
            yield (
                where,
                f"« {name} » et « {other} » seraient la même compétence : écrivez-les pareil, ou renommez-en une",
            )


def _phase_skills(phases: Any) -> Iterator[tuple[tuple[str, int, str], str]]:  # noqa: ANN401 - any TOML
    """Yield (place, name) of the skills of all phases. One list in Slack proposes all of them."""
    for number, phase in enumerate(phases if isinstance(phases, list) else ()):
        for key in ("skills", "skills_porteurs"):
            names = phase.get(key) if isinstance(phase, dict) else None
            yield from ((("phases", number, key), str(name)) for name in (names if isinstance(names, list) else ()))


def _roles_faults(roles: Any) -> Iterator[Fault]:  # noqa: ANN401 - any TOML
    if not isinstance(roles, dict):
        yield ("", 0, "roles"), "les rôles sont des tables : [roles.eig], [roles.coach]"
        return
    for role in NEEDED:
        if role not in roles:
            yield ("roles", 0, ""), f"il manque [roles.{role}] : ce rôle est de tous les programmes"
    seen = {squash(role): role for role in roles}
    for role, table in roles.items():
        place = f"roles.{role}"
        if role not in ROLES:
            near = nearest_word(role, ROLES)
            mend = f"Vouliez-vous écrire {near} ? " if near else ""
            yield (
                (place, 0, ""),
                f"{role} n’est pas un rôle que le bot connaît. {mend}Les rôles sont {', '.join(ROLES)}",
            )
            continue
        found = list(_role_faults(place, table))
        yield from found
        spelled = () if found else map(_to_sequence, (table["singular"], table["plural"], table.get("spellings", ())))
        for word in {squash(word) for words in spelled for word in words}:
            if (other := seen.setdefault(word, role)) != role:
                yield (place, 0, "singular"), f"{other} et {role} s’appellent pareil : donnez deux noms"


def _role_faults(place: str, table: Any) -> Iterator[Fault]:  # noqa: ANN401 - any TOML
    if not isinstance(table, dict):
        yield (place, 0, ""), "un rôle est une table : singular, plural, et spellings si besoin"
        return
    yield from _unknown_key_faults(place, 0, table)
    for key in ("singular", "plural"):
        where = place, 0, key
        if key not in table:
            yield (place, 0, ""), f"il manque {key}"
        elif not isinstance(table[key], str) and (not isinstance(table[key], list) or len(table[key]) != 2):
            yield where, f'{key} attend un mot, ou le masculin et le féminin : ["conseiller", "conseillère"]'
        else:
            for word in _to_sequence(table[key]):
                yield from _label_faults(where, word, max_length=LABEL)
    yield from _list_faults((place, 0, "spellings"), table)


def _metier_faults(number: int, table: Mapping[str, Any]) -> Iterator[Fault]:
    key = table.get("key", "")
    if not isinstance(key, str) or not _METIER_KEY.fullmatch(key):
        yield ("metiers", number, "key"), "la clé d’un métier a des lettres sans accent, des chiffres et des tirets"
    yield from _label_faults(("metiers", number, "name"), table.get("name", ""), max_length=NAME)
    yield from _list_faults(("metiers", number, "near"), table)


def _phase_faults(number: int, table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _label_faults(("phases", number, "name"), table.get("name", ""), max_length=NAME)
    given = [key for key in ("months", "weeks") if key in table]
    if len(given) != 1:
        yield ("phases", number, given[-1] if given else ""), "une phase a une durée : months, ou weeks"
    for key in given:
        known = MONTHS if key == "months" else WEEKS
        if isinstance(table[key], bool) or table[key] not in known:
            yield ("phases", number, key), f"{key} attend un nombre entier de {known[0]} à {known[-1]}"
    for key in ("verbs", "skills", "skills_porteurs"):
        yield from _list_faults(("phases", number, key), table)


def _question_faults(number: int, table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _text_key_faults(("questions", number, "key"), table)
    yield from _label_faults(("questions", number, "text"), table.get("text", ""), max_length=QUESTION)


def _section_faults(number: int, table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _text_key_faults(("sections", number, "key"), table)
    yield from _label_faults(("sections", number, "name"), table.get("name", ""), max_length=NAME)
    yield from _list_faults(("sections", number, "begins"), table)
    if table.get("axis", "") != "":
        yield from _label_faults(("sections", number, "axis"), table["axis"], max_length=LABEL)
    if not isinstance(table.get("after_advice", False), bool):
        yield ("sections", number, "after_advice"), "after_advice attend true ou false"


def _rencontre_faults(number: int, table: Mapping[str, Any]) -> Iterator[Fault]:
    key = table.get("key", "")
    if not isinstance(key, str) or not _RENCONTRE_KEY.fullmatch(key):
        why = "la clé d’une rencontre est ren-, puis des lettres sans accent, chiffres ou tirets, 40 signes au plus"
        yield ("rencontres", number, "key"), why
    yield from _label_faults(("rencontres", number, "name"), table.get("name", ""), max_length=NAME)
    yield from _label_faults(
        ("rencontres", number, "description"), table.get("description", ""), max_length=DESCRIPTION
    )
    for word, known in (("kind", GATHERED), ("every", tuple(EVERY))):
        if table.get(word, "days") not in known:
            yield ("rencontres", number, word), f"{word} est {', '.join(known[:-1])} ou {known[-1]}"


def _text_key_faults(where: tuple[str, int, str], table: Mapping[str, Any]) -> Iterator[Fault]:
    key = table.get("key", "")
    if not isinstance(key, str) or not _TEXT_KEY.fullmatch(key):
        yield where, "la clé a de 2 à 20 signes : des lettres minuscules sans accent et « _ »"
    elif _OTHER_FIELD.fullmatch(key):
        yield where, f"« {key} » a déjà un sens pour le bot : prenez une autre clé"


def _tables_faults(
    name: str,
    tables: Any,  # noqa: ANN401 - any TOML
    faults_in: Callable[[int, Mapping[str, Any]], Iterator[Fault]],
    *,
    max_tables: int,
) -> Iterator[Fault]:
    if tables is None:
        return
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield ("", 0, name), f"{name} attend des tables [[{name}]]"
        return
    if len(tables) > max_tables:
        yield (name, max_tables, ""), f"il y en a {len(tables)}, et {max_tables} au plus"
    seen = set[str]()
    for number, table in enumerate(tables):
        yield from _unknown_key_faults(name, number, table)
        yield from faults_in(number, table)
        words = {key: squash(str(table[key])) for key in ("key", "name", "text") if key in table}
        yield from (
            ((name, number, key), f"« {table[key]} » y est déjà") for key, word in words.items() if word in seen
        )
        seen.update(words.values())


def _unknown_key_faults(table: str, number: int, values: Mapping[str, Any]) -> Iterator[Fault]:
    known = _KEYS[table.partition(".")[0]]
    for key in values.keys() - {*known}:
        yield (table, number, key), f"{key} n’est pas connu ici. Les clés sont {', '.join(known)}"


def _label_faults(where: tuple[str, int, str], given: Any, *, max_length: int) -> Iterator[Fault]:  # noqa: ANN401 - any TOML
    if not isinstance(given, str):
        yield where, f"{where[2]} attend un texte entre guillemets"
    elif not given:
        yield where, f"il manque {where[2]}"
    elif len(given) > max_length:
        yield where, f"{len(given)} signes, il y a place pour {max_length}"
    elif not (_FIT if max_length == LABEL else _VALUE).fullmatch(given):
        yield where, f"« {given} » ne convient pas : {_UNFIT}"


def _list_faults(where: tuple[str, int, str], table: Mapping[str, Any]) -> Iterator[Fault]:
    given = table.get(where[2], [])
    if not isinstance(given, list) or len(given) > MOST_SKILLS:
        yield where, f"{where[2]} attend une liste de {MOST_SKILLS} textes au plus"
        return
    for each in given:
        yield from () if isinstance(each, str) and "·" in each else _label_faults(where, each, max_length=NAME)


def _to_sequence(given: str | Sequence[str]) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given


def head_toml(content: Mapping[str, Any]) -> str:
    """Return the head of a file as TOML, in the form that `head_faults` accepts."""
    parts = [f"name = {write_value(content['name'])}\n"]
    parts += [_table_toml(f"[roles.{role}]", table) for role, table in content["roles"].items()]
    parts += [_table_toml(f"[[{name}]]", table) for name in HEAD[2:] for table in content.get(name, ())]
    return "\n".join(parts)


def _table_toml(header: str, values: Mapping[str, Any]) -> str:
    return f"{header}\n" + "".join(f"{key} = {write_value(value)}\n" for key, value in values.items())


def write_value(value: object) -> str:
    """Return a value in the syntax of TOML."""
    # TOML has the escapes of JSON, but JSON leaves DEL unescaped, which TOML forbids.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
