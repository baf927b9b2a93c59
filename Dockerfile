# The bot in a container: `docker build .`, or with the solver of small groups `docker build --target planning .`.
# It needs no root and writes in /data alone, so that its own root can be read-only (compose.yaml).
FROM python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS base
WORKDIR /opt/dispositifs

# The README's own commands; pip and setuptools are of no use afterwards.
FROM base AS build
COPY requirements/bot.txt requirements/
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bot.txt
COPY pyproject.toml README.md ./
COPY bot bot
COPY handlers handlers
COPY storage storage
RUN .venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM build AS build-bot
RUN .venv/bin/pip uninstall --yes setuptools pip

FROM build AS build-planning
COPY requirements/planning.txt requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/planning.txt
RUN .venv/bin/pip uninstall --yes setuptools pip

FROM base AS serving
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin dispositifs \
    && install --directory --owner=dispositifs --mode=0700 /data
ENV PATH=/opt/dispositifs/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 BOT_HOST=0.0.0.0 DATABASE_URL=sqlite:////data/bot.db
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8421
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8421/healthz', timeout=4)"]
ENTRYPOINT ["bot"]
CMD ["run"]

FROM serving AS planning
COPY --from=build-planning /opt/dispositifs/.venv /opt/dispositifs/.venv

# The last one is what `docker build .` makes.
FROM serving AS bot
COPY --from=build-bot /opt/dispositifs/.venv /opt/dispositifs/.venv
