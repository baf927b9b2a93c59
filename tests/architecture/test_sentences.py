"""What no type sees of sentences: each is filled with its own fields, made of a literal, and marked in the kit."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from string import Formatter
from typing import TypeAlias

from tests.architecture.sources import Module, calls_of, modules

KIT = "handlers/kit/"
ESCAPED = {  # how often, and what stands alone there
    "handlers/catalogue/views.py": (1, "a dispositif's name"),
    "handlers/evaluation/card/views.py": (1, "the catalogue's words on how to prepare, cut once they are escaped"),
    "handlers/evaluation/planning/views.py": (1, "why it is too late, as a refusal says it"),
    "handlers/evaluation/support/views.py": (1, "the hint of a part, which its field shows as plain text"),
    "handlers/gatherings/series/views.py": (2, "a date, and a sentence that a field shows as plain text"),
    "handlers/helpdesk/listing/views.py": (1, "measured, not shown"),
    "handlers/planning/views.py": (1, "the same as in the planning of committees"),
    "handlers/polls/words.py": (1, "a title that has its own quotation marks"),
    "handlers/programme/setup/listeners.py": (2, "what the importer says of a line, as `bot import` does"),
    "handlers/programme/setup/texts.py": (1, "the same"),
    "handlers/programme/setup/views.py": (4, "names, numbers of people, words that a list shows too"),
}
MAKERS = {"said", "sentence", "french"}
Fields: TypeAlias = frozenset[str]
Table: TypeAlias = Mapping[str, Mapping[str, Fields]]  # a module's sentences by path and name


def test_sentence_is_called_where_it_is_named_with_its_fields() -> None:
    assert list(miscalled(_conversation())) == []


def test_sentence_is_a_constant_of_its_module() -> None:
    assert list(homeless(_conversation())) == []


def test_sentences_are_made_of_one_literal() -> None:
    assert list(composed(_conversation())) == []


def test_words_are_marked_as_harmless_in_the_kit_alone() -> None:
    assert list(marked(_conversation())) == []


def test_words_are_escaped_by_hand_only_where_they_stand_in_no_sentence() -> None:
    """A sentence, a fact, a list and bold words escape what they are given: by hand nothing is left but these."""
    found = Counter(
        module.path
        for module in _conversation()
        if not module.path.startswith((KIT, "handlers/pages/"))  # pages escape for HTML
        for call in calls_of(module)
        if isinstance(call.func, ast.Name) and call.func.id == "escape"
    )
    assert dict(found) == {path: count for path, (count, _) in ESCAPED.items()}


def test_each_sentence_of_a_module_of_texts_is_said() -> None:
    assert list(unsaid(modules())) == []


TEXTS = Module(
    "handlers/feature/texts.py",
    """from handlers.kit.sentences import said, sentence
NOTED = sentence("{who} : {what:de}")
BOTH = {1: sentence("a {n}"), 2: sentence("b {n}")}
MIX = (sentence("{a}"), sentence("{b}"))
SAID = said("Oui.")""",
)
MADE = Module(
    "handlers/feature/made.py",
    """from handlers.kit.sentences import french, said, sentence
def say(): return sentence("{a}")(a=1)
A = said(f"{b}")
B = french("a" + c)
C = Said("d")
D = said("e" "f")""",
)
VIEWS = Module(
    "handlers/feature/room/views.py",
    """from .. import texts
good = texts.NOTED(who=1, what=2), texts.BOTH[one](n=1), texts.SAID, texts.BOTH.get(1)(n=1), one in texts.BOTH
texts.NOTED(who=1)
texts.NOTED(1, what=2)
texts.NOTED(**both)
tell(texts.NOTED)
texts.BOTH[1]()""",
)


def test_what_is_called_otherwise_is_found() -> None:
    found = [one.partition(" ")[0] for one in miscalled([TEXTS, VIEWS])]
    assert found == [f"handlers/feature/room/views.py:{line}" for line in range(3, 8)]
    named = "from handlers.feature.texts import NOTED as SO\nSO(who=1, what=2)\nSO(who=1)"
    assert [one.partition(" ")[0] for one in miscalled([TEXTS, Module("handlers/other/views.py", named)])] == [
        "handlers/other/views.py:3"
    ]


def test_what_is_no_constant_no_literal_or_marked_elsewhere_is_found() -> None:
    assert [one.partition(" ")[0].partition(":")[2] for one in homeless([MADE])] == ["2"]
    assert [one.partition(" ")[0].partition(":")[2] for one in composed([MADE])] == ["3", "4"]
    assert list(marked([MADE])) == ["handlers/feature/made.py:5"]
    assert list(homeless([TEXTS])) == ["handlers/feature/texts.py:4 MIX has sentences with different fields"]


def test_what_nobody_says_is_found() -> None:
    used = Module(
        "handlers/feature/room/views.py", "from .. import texts\nfrom ..texts import MIX as ALL\ntexts.SAID, ALL"
    )
    other = Module("handlers/other/views.py", "from handlers.other import texts\ntexts.BOTH, texts.NOTED")
    inside = Module(
        "handlers/feature/room/texts.py", "A = 1\nB = A\ndef first(): return second()\ndef second(): return B"
    )
    assert list(unsaid([TEXTS, used, other, inside])) == [
        "handlers/feature/texts.py NOTED",
        "handlers/feature/texts.py BOTH",
        "handlers/feature/room/texts.py first",
    ]


def _conversation() -> Sequence[Module]:
    return [one for one in modules() if one.path.startswith("handlers/")]


def miscalled(found: Sequence[Module]) -> Iterator[str]:
    """Give each place where a sentence is named and not filled at once with exactly its fields."""
    table = {one.path: {name: fields[0] for name, fields in _sentences(one).items()} for one in found}
    for module in found:
        known, homes = _imported(module, table), _homes(module, table)
        called = {id(_called(one.func)): one for one in calls_of(module)}
        asked = {id(one) for each in module.nodes if isinstance(each, ast.Compare) for one in each.comparators}
        for node in (one for one in module.nodes if isinstance(one, ast.expr)):
            fields = _named(node, known, homes)
            if id(node) in asked:  # whether a group has one
                continue
            if fields and id(node) not in called:
                yield f"{module.path}:{node.lineno} {ast.unparse(node)} is not called"
            elif fields and (given := _given(called[id(node)])) != sorted(fields):
                yield f"{module.path}:{node.lineno} {ast.unparse(node)} has {sorted(fields)}, given {given}"


def homeless(found: Sequence[Module]) -> Iterator[str]:
    """Give each sentence that is no constant of a module, and each group whose sentences have different fields."""
    for module in found:
        kept = {id(call) for _, value in _constants(module) for call in _made(value)}
        loose = (one for one in _makings(module) if _name(one.func) == "sentence" and id(one) not in kept)
        yield from (f"{module.path}:{one.lineno} is made where it is used" for one in loose)
        for name, value in _constants(module):
            if len(set(_sentences(module).get(name, ()))) > 1:
                yield f"{module.path}:{value.lineno} {name} has sentences with different fields"


def composed(found: Sequence[Module]) -> Iterator[str]:
    """Give each text that is set or marked and is no literal."""
    for module in found:
        for call in _makings(module):
            if not _is_literal(call):
                yield f"{module.path}:{call.lineno} {ast.unparse(call)}"


def marked(found: Sequence[Module]) -> Iterator[str]:
    """Give each place outside the kit that says by itself that words are harmless."""
    for module in found:
        for call in calls_of(module):
            if _name(call.func) == "Said" and not module.path.startswith(KIT):
                yield f"{module.path}:{call.lineno}"


def unsaid(found: Sequence[Module]) -> Iterator[str]:
    """Give each name of a module of texts that no module reads, itself or another that imports it."""
    homes = {one.path: _defined(one) for one in found if one.path.endswith("texts.py")}
    said = {(path, name) for one in found for path, name in _read(one, homes)}
    yield from (f"{path} {name}" for path, names in homes.items() for name in names if (path, name) not in said)


def _defined(module: Module) -> list[str]:
    functions = [one.name for one in module.tree.body if isinstance(one, ast.FunctionDef)]
    return [*(name for name, _ in _constants(module)), *functions]


def _read(module: Module, homes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Give what a module reads of the modules of texts: by its own name for a text, or for their module."""
    texts = {name: (module.path, name) for name in homes.get(module.path, ())}
    modules_of: dict[str, str] = {}
    for origin, name, as_name in _imports(module):
        texts |= {as_name: (origin, name)} if name in homes.get(origin, ()) else {}
        modules_of |= {as_name: path} if (path := f"{origin.removesuffix('.py')}/{name}.py") in homes else {}
    for node in module.nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in texts:
                yield texts[name]
            case ast.Attribute(value=ast.Name(id=home), attr=name) if home in modules_of:
                yield modules_of[home], name


def _makings(module: Module) -> Iterator[ast.Call]:
    """Give the calls of what makes words of a literal."""
    imported = {name for origin, name, _ in _imports(module) if origin == f"{KIT}sentences.py"}
    return (one for one in calls_of(module) if isinstance(one.func, ast.Name) and one.func.id in imported & MAKERS)


def _constants(module: Module) -> Iterator[tuple[str, ast.expr]]:
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def _made(value: ast.expr) -> Iterator[ast.Call]:
    """Give the sentences that a constant is, or that its dictionary or tuple holds."""
    match value:
        case ast.Call(func=ast.Name(id="sentence")):
            yield value
        case ast.Dict(values=several) | ast.Tuple(elts=several) | ast.List(elts=several):
            for one in several:
                yield from _made(one)


def _sentences(module: Module) -> dict[str, list[Fields]]:
    found = {name: [_fields(call) for call in _made(value)] for name, value in _constants(module)}
    return {name: fields for name, fields in found.items() if fields}


def _fields(call: ast.Call) -> Fields:
    text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
    return frozenset(name for _, name, _, _ in Formatter().parse(str(text)) if name)


def _imported(module: Module, table: Table) -> dict[str, Fields]:
    """Give the sentences that a module knows by a name of its own."""
    known = dict(table[module.path])
    for origin, name, as_name in _imports(module):
        if name in table.get(origin, {}):
            known[as_name] = table[origin][name]
    return known


def _homes(module: Module, table: Table) -> dict[str, Mapping[str, Fields]]:
    """Give the modules of sentences that a module knows, by its name for them."""
    found = {}
    for origin, name, as_name in _imports(module):
        path = f"{origin.removesuffix('.py').removesuffix('/__init__')}/{name}.py"
        if path in table:
            found[as_name] = table[path]
    return found


def _imports(module: Module) -> Iterator[tuple[str, str, str]]:
    """Give what a module imports: the file that it names, what of it, and its own name for that."""
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom):
            above = PurePosixPath(module.path).parents[node.level - 1] if node.level else PurePosixPath()
            origin = above.joinpath(*(node.module or "").split(".")).as_posix()
            yield from ((f"{origin}.py", one.name, one.asname or one.name) for one in node.names)


def _named(node: ast.expr, known: Mapping[str, Fields], homes: Mapping[str, Mapping[str, Fields]]) -> Fields | None:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return known.get(name)
        case ast.Attribute(value=ast.Name(id=home), attr=name):
            return homes.get(home, {}).get(name)
    return None


def _called(function: ast.expr) -> ast.expr:
    """Give the constant that a call fills: itself, or the group out of which it takes one."""
    match function:
        case ast.Subscript(value=group):
            return group
        case ast.Call(func=ast.Attribute(value=group, attr="get")):
            return group
    return function


def _given(call: ast.Call) -> list[str]:
    return sorted([one.arg or "**" for one in call.keywords] + ["in order" for _ in call.args])


def _is_literal(call: ast.Call) -> bool:
    match call:
        case ast.Call(args=[ast.Constant(value=str())], keywords=[]):
            return True
    return False


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
