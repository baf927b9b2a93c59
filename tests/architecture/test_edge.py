"""What comes back from Slack is read in one place: `handlers.kit.reading`, behind `handlers.kit.envelope`."""

import ast
import re

from tests.architecture.sources import Module, calls_of, modules

SECRET = re.compile(r"(?<!len\()\b(token|secret|seal|password|digest|signature)\b", re.IGNORECASE)
READERS = {"int", "float", "UUID", "fromisoformat", "fromtimestamp", "parse_clock"}
BY_THEMSELVES = {  # who reads a number or a time that is nobody's id, by path and what is read; each with its reason
    "handlers/gatherings/series/forms.py: int(values.typed_text('capacity').strip())": (
        "a number that somebody typed: what is none is said on its field"
    ),
    "handlers/gatherings/series/forms.py: int(typed)": "a number that somebody typed",
    "handlers/gatherings/date/listeners.py: int(str(refusal.facts['comes']))": "a fact of a refusal",
    "handlers/gatherings/series/listeners.py: int(str(facts['comes']))": "the same",
    "handlers/gatherings/conference/forms.py: int(self.wanted)": "written, not read",
}


def test_ids_and_times_are_read_by_the_one_parser() -> None:
    found = {
        f"{module.path}: {ast.unparse(call)}"
        for module in modules()
        if listens(module)
        for call in calls_of(module)
        if name_of(call.func) in READERS and not ast.unparse(call).endswith(".timestamp())")
    }
    assert sorted(found ^ set(BY_THEMSELVES)) == []


def test_no_secret_is_compared_sign_by_sign() -> None:
    """What a stranger gives is compared in the same time whatever it is (`compare_digest`)."""
    found = {
        f"{module.path}: {ast.unparse(node)}"
        for module in modules()
        if module.path.startswith(("bot/door/", "bot/signing", "handlers/pages/", "handlers/notices/mails/linking"))
        for node in module.nodes
        if isinstance(node, ast.Compare) and not any(isinstance(one, (ast.Is, ast.IsNot)) for one in node.ops)
        if SECRET.search(ast.unparse(node))
    }
    assert found == set()


def test_the_body_of_a_request_is_read_in_the_kit_alone() -> None:
    """Listeners take what `Turn` gives; what they take of its body is an object, as `envelope` let it in."""
    found = {
        f"{module.path}: {ast.unparse(node)}"
        for module in modules()
        if listens(module)
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in {"body", "view"} and ast.unparse(node.value) == "turn"
    }
    assert sorted(found) == [
        "handlers/agenda/reminders/listeners.py: turn.body",  # the message that is put off
        "handlers/catalogue/listeners.py: turn.body",  # where a card is shown, which message shares it, an event's id
        "handlers/helpdesk/booking/listeners.py: turn.view",  # whether it lies over another
        "handlers/mentoring/asking/listeners.py: turn.view",  # whether it is on top
        "handlers/records/overview/listeners.py: turn.view",  # whether it is the Home
    ]


def listens(module: Module) -> bool:
    """Say whether a module hears from Slack: it registers routes, or reads fields."""
    in_feature = module.path.startswith("handlers/") and not module.path.startswith(
        ("handlers/kit/", "handlers/notices/")
    )
    return in_feature and (module.path.endswith("forms.py") or "def register(" in module.text)


def name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
