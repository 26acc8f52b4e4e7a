"""The tables of the configuration that this adapter reads."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from syncd.ports import globs


class SourceSettings(BaseModel):
    """`[sources.NAME]` with `adapter = "files"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["files"] = Field(default="files", description="Post-mortems in a folder.")
    path: Path = Field(description="The folder with the post-mortems, from the configuration's.")
    include: tuple[str, ...] = Field(
        default=("**/*.md",), description="Globs below the folder; what matches one is read."
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Globs below the folder; what matches one is not read."
    )
    url_base: str = Field(
        default="", description="What a back-link starts with; the path is put after it."
    )
    write: Literal["always", "never"] = Field(
        default="always", description="Whether syncd may edit the post-mortems."
    )

    @field_validator("include", "exclude")
    @classmethod
    def _are_globs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return globs.checked(value)


class TrackerSettings(BaseModel):
    """`[trackers.NAME]` with `adapter = "files"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["files"] = Field(default="files", description="Tickets in a folder.")
    path: Path = Field(description="The folder that has a folder of tickets for each project.")
    url_base: str = Field(
        default="", description="What a link to a ticket starts with; PROJECT/KEY.md follows."
    )
