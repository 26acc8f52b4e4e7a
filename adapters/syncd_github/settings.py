"""The tables of the configuration that this adapter reads."""

import re
from typing import Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from syncd.ports import globs

GITHUB_COM = "https://api.github.com"
NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+"  # of a repository, with its owner


class AccountSettings(BaseModel):
    """Where the API is, and who syncd is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["github"] = Field(default="github", description="GitHub, by its REST API.")
    url: str = Field(
        default=GITHUB_COM,
        description='The API: GitHub.com, or "https://HOST/api/v3" of an Enterprise server.',
    )
    token: SecretStr = Field(
        default=SecretStr(""), description="A personal access token; or name a GitHub App."
    )
    app_id: int | None = Field(default=None, description="The id of a GitHub App.")
    installation_id: int | None = Field(
        default=None, description="The id of the App's installation in your organisation."
    )
    private_key: SecretStr = Field(
        default=SecretStr(""), description="The App's private key (PEM); mostly from a file."
    )
    write_spacing: float | None = Field(
        default=None,
        ge=0,
        description="Seconds between two writes. Not set: 1 on GitHub.com, which asks for that;"
        " 0 elsewhere.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "{GITHUB_COM}"'
            raise ValueError(message)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        app = (self.app_id, self.installation_id, self.private_key.get_secret_value() or None)
        if any(app) and not all(app):
            raise ValueError("a GitHub App needs app_id, installation_id and private_key_file")
        if not any(app) and not self.token.get_secret_value():
            raise ValueError(
                "no token: set token, token_file, or app_id, installation_id and private_key_file"
            )
        if any(app) and self.token.get_secret_value():
            raise ValueError("both a token and a GitHub App: keep one of the two")
        return self

    @property
    def html_url(self) -> str:
        """What links to pages start with, as opposed to the API."""
        if self.url == GITHUB_COM:
            return "https://github.com"
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def spacing(self) -> float:
        """The seconds between two writes that are in force.

        Source: docs.github.com, "Best practices for using the REST API": at least one second
        between requests that write. Enterprise servers have limits switched off by default.
        """
        if self.write_spacing is not None:
            return self.write_spacing
        return 1.0 if self.url == GITHUB_COM else 0.0


class TrackerSettings(AccountSettings):
    """`[trackers.NAME]` with `adapter = "github"`."""

    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret of the repository's or the App's webhook."
    )
    lag: float = Field(
        default=30.0,
        ge=0,
        description="Seconds for which a new issue may be missing from lists. After an answer"
        " was lost, nothing is made again before that.",
    )


class SourceSettings(AccountSettings):
    """`[sources.NAME]` with `adapter = "github"`."""

    repository: str = Field(description="The repository: owner/repo.")
    label: str = Field(
        default="",
        description="The label of the issues that are post-mortems. Not set: the post-mortems are"
        " files.",
    )
    branch: str = Field(
        default="", description="The branch with the files. Not set: the default branch."
    )
    path: str = Field(
        default="", description="The folder with the files. Not set: the whole repository."
    )
    include: tuple[str, ...] = Field(
        default=("**/*.md",), description="Globs below the folder; what matches one is read."
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Globs below the folder; what matches one is not read."
    )
    url_base: str = Field(
        default="",
        description="What a back-link starts with; the path below the folder is put after it."
        " Not set: the page of the file on GitHub.",
    )
    write: Literal["commit", "pull-request", "never"] = Field(
        default="commit",
        description='How files are edited: by a "commit" to the branch, in a "pull-request" that'
        ' waits for you, or "never". Issues are edited in place unless it is "never".',
    )
    pull_request_branch: str = Field(
        default="syncd/post-mortems", description="The branch of the pull request."
    )

    @field_validator("repository")
    @classmethod
    def _is_a_repository(cls, value: str) -> str:
        if not re.fullmatch(NAME, value):
            message = f"{value!r} is no repository: write it as owner/repo"
            raise ValueError(message)
        return value

    @field_validator("path")
    @classmethod
    def _is_a_folder(cls, value: str) -> str:
        parts = value.strip("/").split("/") if value.strip("/") else []
        if {"", ".", ".."} & set(parts):
            message = f"{value!r} is no folder of a repository: write it as docs/post-mortems"
            raise ValueError(message)
        return "/".join(parts)

    @field_validator("include", "exclude")
    @classmethod
    def _are_globs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return globs.checked(value)

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if self.label:
            files = {"branch", "path", "include", "exclude", "url_base", "pull_request_branch"}
            if alien := sorted(files & self.model_fields_set):
                raise ValueError(f"label means issues, and {alien[0]} means files: keep one")
            if self.write == "pull-request":
                raise ValueError('label means issues: they are no files, so no "pull-request"')
            if "," in self.label:
                raise ValueError("label: GitHub cannot list issues by a label with a comma")
        elif self.branch and self.branch == self.pull_request_branch:
            raise ValueError("branch and pull_request_branch are the same branch")
        return self

    @property
    def page(self) -> str:
        """The page of the repository."""
        return f"{self.html_url}/{self.repository}"

    @property
    def links_start(self) -> str:
        """What the link to a file starts with; its path below the folder follows."""
        if self.url_base:
            return self.url_base
        folder = f"{quote(self.path)}/" if self.path else ""
        return f"{self.page}/blob/{quote(self.branch or 'HEAD')}/{folder}"
