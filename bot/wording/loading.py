"""Replace the bot's sentences by an operator's, and its words by the programme's, while modules load.

A module copies sentences of other modules as it loads (labels of forms, dictionaries, imported names). So this module
replaces sentences in the syntax tree of a module, before the module is compiled. Modules without a changed sentence
load as usual. An operator's sentence stays as written. In other sentences, the words of the current programme replace
the bot's words."""

import ast
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from string import Formatter
from types import CodeType, ModuleType

from sqlalchemy.exc import DBAPIError

from bot.command.schema_check import connect, is_missing
from bot.errors import Refusal
from bot.programme import shape
from bot.programme.shape import in_programme_words, shape_in_use
from bot.wording.places import Literal, key_prefix, list_sentences, named_parts
from storage.programme import shapes


def use_phrases(phrases: Mapping[str, str]) -> None:
    """Replace these sentences, by key, in modules that load from now on.

    Raises RuntimeError if `handlers` is already loaded."""
    if not phrases and not shape_in_use().renames:
        return
    if "handlers" in sys.modules:
        raise RuntimeError("the conversation is loaded already: some sentences would stay as they were")
    sys.meta_path.insert(0, _Finder(phrases))


def use_database_words(url: str) -> None:
    """Use the programme's words from this database. If it has none or cannot be read, use the bot's own words.

    Raises RuntimeError if a module was already loaded with other words."""
    try:
        database = connect(url)
        try:
            if is_missing(database):
                return
            with database.reading() as reading:
                kept = shapes.read(reading)
        finally:
            database.close()
    except (Refusal, DBAPIError):  # The command explains later what is wrong with the database.
        return
    if kept:
        shape.use_shape(shape.read_shape(kept))
        use_phrases({})


def reword_module(path: Path, tree: ast.Module, *, phrases: Mapping[str, str]) -> ast.Module:
    """Replace each sentence in a module's tree: by the operator's sentence, or by one in the programme's words.

    Return the tree."""
    for place in list(list_sentences(path, tree)):
        if place.key in phrases:
            _replace_literal(place.node, phrases[place.key])
        else:
            _reword_literal(place.node)
    return tree


def _reword_literal(node: Literal) -> None:
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.Constant):
                part.value = in_programme_words(str(part.value))
    else:
        node.value = in_programme_words(str(node.value))


def _replace_literal(node: Literal, phrase: str) -> None:
    if isinstance(node, ast.Constant):
        node.value = phrase
        return
    values = dict(named_parts(node))
    pieces = list[ast.expr]()
    for text, name, _, _ in Formatter().parse(phrase):
        pieces.append(ast.copy_location(ast.Constant(text), node))
        if name is not None:
            pieces.append(values[name])
    node.values = pieces


class _Finder(MetaPathFinder):
    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("handlers."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and isinstance(spec.loader, SourceFileLoader):
            home = f"{key_prefix(Path(spec.origin))}."
            if shape_in_use().renames or any(key.startswith(home) for key in self._phrases):
                spec.loader = _Loader(fullname, spec.origin, self._phrases)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, phrases: Mapping[str, str]) -> None:
        super().__init__(fullname, path)
        self._phrases = phrases

    def get_code(self, fullname: str) -> CodeType:
        """Compile the source of the module. The cached bytecode has the bot's own sentences."""
        path = Path(self.get_filename(fullname))
        tree = reword_module(path, ast.parse(path.read_bytes()), phrases=self._phrases)
        return compile(tree, path, "exec", dont_inherit=True)
