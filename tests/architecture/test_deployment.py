"""What people install the bot with says the same everywhere: image, compose file, unit and the page in French."""

import re
from configparser import ConfigParser
from pathlib import Path

import typer

from bot.command import cli
from bot.door.addresses import FEED, OPEN_FEED
from bot.door.server import EVENTS, WHOLE_SECONDS
from bot.runtime.limits import SLACK_REQUEST
from handlers.notices.mails.linking import PATH

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exploitation.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
PROXY = (ROOT / "docs" / "nginx.conf").read_text()
REPLICAS = (ROOT / "docs" / "plusieurs-copies.md").read_text()
INSTALL = [
    "-m venv .venv && .venv/bin/pip install --require-hashes -r requirements/bot.txt",
    ".venv/bin/pip install --no-build-isolation --no-deps .",
]
LINES = 120


def on_one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").replace("--no-cache-dir ", "").split())


def test_page_stays_short() -> None:
    assert (len(PAGE.splitlines()) <= LINES, len(REPLICAS.splitlines()) <= LINES / 2) == (True, True)


def test_image_page_and_readme_install_alike() -> None:
    texts = [on_one_line(text) for text in (DOCKERFILE, PAGE, (ROOT / "README.md").read_text())]
    assert [[line in text for line in INSTALL] for text in texts] == [[True, True]] * 3


def test_image_copies_what_is_there_and_ends_with_the_bot() -> None:
    sources = [
        one for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for one in line.split()[:-1]
    ]
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE)
    assert [one for one in sources if not (ROOT / one).exists()] == []
    assert [parent for parent, _ in stages[1:] if parent not in {name for _, name in stages}] == []
    assert re.findall(r"COPY --from=(\S+)", DOCKERFILE) == ["build-planning", "build-bot"]
    assert (stages[-1], ("serving", "planning") in stages) == (("serving", "bot"), True)
    assert "USER 10001" in DOCKERFILE.partition("AS serving")[2]


def test_each_image_that_is_fetched_is_pinned_by_its_digest() -> None:
    fetched = [name for name in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) if ":" in name]
    fetched += [name for name in re.findall(r"image: (\S+)", COMPOSE) if name != "dispositifs"]
    assert [name.partition(":")[0] for name in fetched] == ["python", "nginx", "postgres"]
    assert [name for name in fetched if not re.fullmatch(r"\w+:[\w.-]+@sha256:[0-9a-f]{64}", name)] == []


def blocks(text: str, indent: int) -> dict[str, str]:
    """Give what stands under each name of this indent, as text."""
    found = re.split(rf"^ {{{indent}}}([\w-]+):(?: &\w+)?(?: *#.*)?\n", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


PARTS = blocks(COMPOSE, 0)
SERVICES = blocks(PARTS["services"], 2)


def test_compose_file_names_a_stage_and_asks_for_its_password() -> None:
    assert re.findall(r"target: (\S+)", COMPOSE) == ["bot"]
    assert set(re.findall(r"\$\{(\w+)", COMPOSE)) == {"POSTGRES_PASSWORD", "POSTGRES_DB", "TLS_DIR"}
    assert [name for name in ("POSTGRES_PASSWORD", "POSTGRES_DB") if name not in PAGE] == []
    assert [name for name in ("COMPOSE_PROFILES=proxy", "TLS_DIR") if name not in REPLICAS] == []


def test_copies_are_alike_and_start_once_the_database_is_migrated() -> None:
    assert {*SERVICES} == {"migrate", "bot", "proxy", "db"}
    assert [name for name, one in SERVICES.items() if "<<: *bot" in one] == ["migrate", "bot"]
    assert "env_file: .env" in PARTS["x-bot"]
    assert "DATABASE_URL" in PARTS["x-bot"]
    assert [name for name, one in SERVICES.items() if "environment:" in one] == ["db"]  # a copy has nothing of its own
    waits = {name: re.findall(r"(\w+):\n +condition: (\w+)", one) for name, one in SERVICES.items()}
    assert waits == {
        "migrate": [("db", "service_healthy")],
        "bot": [("migrate", "service_completed_successfully")],
        "proxy": [("bot", "service_healthy")],
        "db": [],
    }
    assert [name for name, one in SERVICES.items() if "healthcheck:" in one] == ["proxy", "db"]
    assert "HEALTHCHECK" in DOCKERFILE  # of the copies
    assert "replicas: 2" in SERVICES["bot"]
    assert [name for name, one in SERVICES.items() if "ports:" in one] == ["proxy"]


def test_proxy_keeps_the_limits_of_the_page() -> None:
    passed = re.findall(
        r"location (= )?(\S+) \{\s+limit_except ([A-Z ]+) \{ deny all; \}.*?proxy_pass", PROXY, re.DOTALL
    )
    assert passed == [
        ("= ", EVENTS, "POST"),
        ("= ", OPEN_FEED, "GET"),
        ("", FEED.partition("<")[0], "GET"),
        ("", PATH, "GET POST"),
    ]
    assert "location / { return 404; }" in PROXY
    assert len(re.findall(r"proxy_pass ", PROXY)) == len(passed)
    said = dict(re.findall(r"^ +(\w+) ([^;{]+);", PROXY, re.MULTILINE))
    assert int(said["client_max_body_size"]) == SLACK_REQUEST.size
    assert max(float(said[f"client_{part}_timeout"].rstrip("s")) for part in ("header", "body")) <= WHOLE_SECONDS
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in PROXY
    assert ("proxy_request_buffering" in PROXY, "keepalive" in PROXY) == (False, False)  # whole, and none kept open
    assert "map $uri $noted { default 1; ~^/(agenda|r)/ 0; }" in PROXY
    assert re.findall(r"access_log .*", PROXY) == ["access_log /dev/stdout combined if=$noted;"]
    assert PROXY.count("error_log /dev/null;") == 2
    assert {"error", "timeout", "non_idempotent"} <= set(said["proxy_next_upstream"].split())


def test_proxy_of_the_compose_file_is_of_one_version_and_is_believed() -> None:
    proxy = SERVICES["proxy"]
    assert re.search(r"image: nginx:\d+\.\d+-alpine@", proxy)
    assert "./docs/nginx.conf:/etc/nginx/nginx.conf:ro" in proxy
    (subnet,) = re.findall(r"subnet: \"(.+)\"", PARTS["networks"])
    assert f'BOT_TRUSTED_PROXIES: "{subnet}"' in PARTS["x-bot"]
    assert re.findall(r"listen (\d+) ssl", PROXY) == re.findall(r'"443:(\d+)"', proxy)
    assert re.findall(r"set \$bots (\S+);", PROXY) == [
        f"bot:{port}" for port in re.findall(r'BOT_PORT: "(\d+)"', COMPOSE)
    ]


def test_unit_runs_what_the_page_installs() -> None:
    unit = ConfigParser(interpolation=None, comment_prefixes=("#",), strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "docs" / "dispositifs.service")
    service = unit["Service"]
    program, command = service["ExecStart"].split()
    assert (command, service["User"]) == ("run", "dispositifs")
    assert f"runuser -u {service['User']} -- {program} " in PAGE
    assert f"cd {service['WorkingDirectory']} " in PAGE
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


def test_page_names_commands_that_there_are() -> None:
    known = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|\n|&& |bin/|--rm )bot ([a-z][a-z-]*)", PAGE))
    assert named - known == set()
    assert {"backup", "doctor", "manifest", "migrate", "restore", "run"} <= named
