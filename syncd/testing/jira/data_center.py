"""Jira Data Center: the same site by version 2 of the API alone.

Source: the OpenAPI document of Jira Software Data Center 10.3.24 (as seen in
zackbunch/jira-dc-mock-server @ 03df267, whose `contracts/COMPATIBILITY.md` lists its defects).
There is no `search/jql`, no `bulkfetch`, no path for an issue's changelog (`expand=changelog`
instead), and a search gives no properties. People are called by name, long texts are wiki
markup, and whoever asks has a personal access token. That a limit of the server caps
`maxResults` is told in the answer; 1,000 here.
"""

from collections.abc import Mapping
from typing import ClassVar

from syncd.testing.jira import search
from syncd.testing.jira.simulator import SHARED, JiraSimulator


class JiraDataCenterSimulator(JiraSimulator):
    """Jira Data Center's REST API."""

    name = "jira-dc"
    parts = (*SHARED, search.data_center)
    cloud: ClassVar[bool] = False
    versions: ClassVar[Mapping[str, str]] = {"2": "2", "latest": "2"}
