"""The only reader of the environment: all settings, with their defaults and purposes."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.meeting_links import DEFAULT
from bot.outside.mail_server import read_inbox, read_mailbox, read_server
from bot.outside.proxy import Proxy, bypasses_proxy, read_proxy

SHORTEST_SECRET = 32  # characters
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


class Settings(BaseSettings):
    """The settings of a deployment, from the environment or a `.env` file. The composition root creates them once.

    Raises pydantic's ValidationError for an invalid value, which the command line prints as one line.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    slack_bot_token: SecretStr | None = Field(None, description="jeton du bot, xoxb-…")
    slack_app_token: SecretStr | None = Field(
        None, description="jeton d'application, xapp-… ; présent : Socket Mode, absent : mode HTTP"
    )
    slack_signing_secret: SecretStr | None = Field(None, description="secret de signature, exigé en mode HTTP")
    slack_api_url: str = Field("https://slack.com/api/", description="adresse de la Web API de Slack")
    database_url: str = Field("sqlite:///bot.db", description="base de données : sqlite:///… ou postgresql://…")
    bot_host: str = Field("127.0.0.1", description="adresse d'écoute du serveur HTTP du bot")
    bot_port: int = Field(
        8421,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("PORT", "BOT_PORT"),
        description="port du serveur HTTP du bot ; PORT, posé par une plateforme, l'emporte",
    )
    bot_coaches: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="e-mails, séparés par des virgules, des coachs du départ"
    )
    bot_contact: str = Field(
        "",
        max_length=300,
        description=(
            "à qui écrire quand le problème est avec un ou une coach : nom, adresse ou téléphone d'un référent, ou la "
            "ligne de signalement de l'administration ; vide : une autre personne de l'équipe des coachs"
        ),
    )
    bot_visio_url: str = Field(
        DEFAULT,
        description=(
            "lien des rendez-vous en ligne ; {visio} : 3-4-3 lettres, une salle de Visio ; {room} : 16 caractères"
        ),
    )
    bot_base_url: str | None = Field(
        None, description="adresse publique du bot, pour les flux d'agenda et les liens des e-mails"
    )
    bot_secret_key: SecretStr | None = Field(
        None,
        description=(
            "secret qui signe les liens des e-mails et scelle les mots de passe d'agendas, 32 signes au hasard au "
            "moins ; vide : ni liens, ni mots de passe d'agendas"
        ),
    )
    bot_secret_key_before: SecretStr | None = Field(
        None, description="secret que BOT_SECRET_KEY vient de remplacer, le temps de bot rotate-key ; vide : aucun"
    )
    bot_calendar_accounts: bool = Field(
        False,
        description=(
            "on : des agendas se connectent par adresse et mot de passe, scellé avec BOT_SECRET_KEY ; off : par "
            "adresse ICS seulement"
        ),
    )
    bot_stylesheet: Path | None = Field(
        None, description="feuille de style des pages ouvertes par ces liens ; vide : celle du bot"
    )
    bot_wording: Path | None = Field(
        None, description="fichier des phrases changées, que bot wording export écrit ; vide : celles du bot"
    )
    bot_trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "adresses ou réseaux, séparés par des virgules, des proxys dont X-Forwarded-For est cru quand les adresses "
            "de liens fausses sont comptées ; vide : aucun"
        ),
    )
    bot_reachable: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "hôtes internes, séparés par des virgules, où les agendas des personnes peuvent se trouver ; vide : aucun, "
            "seules les adresses publiques sont jointes"
        ),
    )
    bot_kept_months: int = Field(
        24,
        ge=0,
        le=120,
        description=(
            "mois pendant lesquels sont gardés, après la fin d'une promotion, les textes écrits et les noms de qui n'y "
            "est plus ; 0 : sans limite"
        ),
    )
    bot_controller: str = Field(
        "", max_length=300, description="responsable du traitement des données : administration et adresse"
    )
    bot_dpo: str = Field(
        "", max_length=300, description="comment joindre la personne déléguée à la protection des données"
    )
    bot_legal_basis: str = Field(
        "mission d’intérêt public (article 6, 1, e du RGPD)", max_length=300, description="base légale du traitement"
    )
    bot_transfers: str = Field(
        "",
        max_length=300,
        description="où Slack garde les données de cet espace, et ce qui encadre leur transfert hors de l'Union",
    )
    bot_accessibility: Literal["non conforme", "partiellement conforme", "totalement conforme"] = Field(
        "non conforme",
        description="état d'accessibilité, au pied des pages : non, partiellement ou totalement conforme",
    )
    bot_accessibility_url: str | None = Field(
        None, pattern="^https://", description="adresse de cette déclaration ; vide : l'état s'affiche sans lien"
    )
    bot_metrics_token: SecretStr | None = Field(
        None, description="mot de passe de /metrics et des détails de /readyz ; vide : cette machine seule les lit"
    )
    smtp_url: SecretStr | None = Field(
        None, description="serveur d'envoi : smtp://… ou smtps://… ; vide : aucun e-mail"
    )
    mail_from: str | None = Field(None, description="adresse d'expédition des e-mails")
    imap_url: SecretStr | None = Field(
        None,
        description=(
            "boîte où sont lues les réponses des agendas : imaps://nom:motdepasse@hôte/dossier ; vide : elles ne sont "
            "pas lues"
        ),
    )
    imap_authserv: str | None = Field(
        None,
        description=("nom sous lequel votre serveur écrit Authentication-Results, le seul cru ; exigé avec IMAP_URL"),
    )
    https_proxy: SecretStr | None = Field(
        None,
        description="proxy HTTP de toutes les requêtes sortantes, e-mails exceptés : http://hôte:port ; vide : aucun",
    )
    no_proxy: str = Field(
        "", description="hôtes joints sans ce proxy, séparés par des virgules ; cette machine l'est toujours"
    )
    bot_clock_file: Path | None = Field(
        None, description="démo et tests seulement : fichier des secondes à ajouter à l'heure de la machine"
    )

    @field_validator("bot_coaches", "bot_trusted_proxies", "bot_reachable", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("bot_coaches")
    @classmethod
    def _check_coaches(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse an invalid e-mail. Without this check, the bot would start without a coach."""
        if not all(re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", email) for email in value):
            raise PydanticCustomError("bot_coaches", "not an e-mail")
        return value

    @field_validator("bot_trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            try:
                ip_network(address)
            except ValueError:
                raise PydanticCustomError("bot_trusted_proxies", "not an address or a network") from None
        return value

    @field_validator("bot_reachable")
    @classmethod
    def _check_reachable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return host names in lower case. Refuse IP addresses, ports and networks, which would never match a host."""
        try:
            hosts = tuple(host.encode("idna").decode("ascii") for host in value)
        except UnicodeError:
            hosts = ("",)
        if not all(_HOST.fullmatch(host) for host in hosts):
            raise PydanticCustomError("bot_reachable", "not a host")
        return hosts

    @field_validator("bot_secret_key", "bot_secret_key_before")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise PydanticCustomError("bot_secret_key", "too short for a secret")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse an invalid URL of a mail server, without quoting it, as it contains a password."""
        if value is not None:
            try:
                read_server(value.get_secret_value())
            except ValueError:
                raise PydanticCustomError("smtp_url", "not an address of a mail server") from None
        return value

    @field_validator("imap_url")
    @classmethod
    def _check_imap_url(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse an invalid URL of a mailbox, without quoting it, as it contains a password."""
        if value is not None:
            try:
                read_inbox(value.get_secret_value())
            except ValueError:
                raise PydanticCustomError("imap_url", "not an address of a mailbox") from None
        return value

    @field_validator("https_proxy")
    @classmethod
    def _check_https_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse an invalid URL of an HTTP proxy, without quoting it, as it may contain a password."""
        if value is not None:
            try:
                read_proxy(value.get_secret_value())
            except ValueError:
                raise PydanticCustomError("https_proxy", "not an address of a proxy") from None
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_mail_from(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                read_mailbox(value)
            except ValueError:
                raise PydanticCustomError("mail_from", "not an e-mail address") from None
        return value

    @property
    def secret_key(self) -> str | None:
        """The secret with which the bot signs and seals."""
        return None if self.bot_secret_key is None else self.bot_secret_key.get_secret_value()

    @property
    def secret_key_before(self) -> str | None:
        """The previous secret, which is still accepted."""
        return None if self.bot_secret_key_before is None else self.bot_secret_key_before.get_secret_value()

    @property
    def uses_socket_mode(self) -> bool:
        """Return whether requests from Slack come over a WebSocket (Socket Mode)."""
        return self.slack_app_token is not None

    def proxy_for(self, address: str) -> Proxy | None:
        """Return the proxy for requests to an address; None if they need no proxy."""
        if self.https_proxy is None or bypasses_proxy(address, no_proxy=self.no_proxy):
            return None
        return read_proxy(self.https_proxy.get_secret_value())

    @property
    def reads_answers(self) -> bool:
        """Return whether the bot reads answers by mail: it needs a mailbox, a sender and a trusted mail server."""
        return self.imap_url is not None and self.imap_authserv is not None and self.mail_from is not None

    @property
    def slack_proxy(self) -> str | None:
        """The proxy for requests to Slack, as Slack's SDK wants it."""
        proxy = self.proxy_for(self.slack_api_url)
        return None if proxy is None else proxy.url


class ExplicitSettings(Settings):
    """Settings for the demo and tests. They ignore the environment and `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        *_: object,
        **__: object,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the only source of values: the arguments of the constructor."""
        return (init_settings,)


def remove_proxies() -> None:
    """Remove the proxies from the environment: libraries would use them whatever `.env` and NO_PROXY say."""
    for name in [*os.environ]:
        if name.lower() in {"https_proxy", "http_proxy", "all_proxy", "no_proxy"}:
            del os.environ[name]
