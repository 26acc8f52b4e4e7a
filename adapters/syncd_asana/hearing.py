"""Reading what was said on tasks: ten tasks in a request, the first time with who syncd is.

Source: Asana's OpenAPI description, `getStoriesForTask` and `createBatchRequest`. There is no list
of comments wider than one task, and no count of them: whether there are new ones shows in
`modified_at` alone, which every story moves.
"""

from collections.abc import Mapping, Sequence

from syncd.model import Comment
from syncd_asana import said
from syncd_asana.client import PAGE, Action, Client
from syncd_asana.records import Person, Story

FIELDS = "created_at,resource_subtype,text,html_text,created_by.name,created_by.email"


class Hearing:
    """Comments of tasks, syncd's own told from those of people."""

    def __init__(self, client: Client) -> None:
        """Nothing is asked before it is needed."""
        self._client = client

    def comments(self, tasks: Sequence[str]) -> Mapping[str, Sequence[Comment]]:
        """Everything that was said on these tasks, oldest first, by their gids.

        Raises:
            PortError: it could not be read.
        """
        if not tasks:
            return {}
        actions = [
            Action("GET", f"/tasks/{task}/stories", fields=FIELDS, limit=PAGE) for task in tasks
        ]
        if not self._client.is_introduced:
            actions.append(Action("GET", "/users/me", fields="name"))
        outcomes = self._client.batch(actions)
        if not self._client.is_introduced:
            self._client.introduce(outcomes.pop().page(Person).data)
        found: dict[str, Sequence[Comment]] = {}
        for task, outcome in zip(tasks, outcomes, strict=True):
            page = outcome.page(list[Story])
            stories = list(page.data)
            if page.offset is not None:
                query = {"opt_fields": FIELDS, "offset": page.offset}
                more = self._client.pages(f"/tasks/{task}/stories", list[Story], query)
                stories += [story for each in more for story in each.data]
            found[task] = [self.comment(story) for story in stories if story.is_comment]
        return found

    def comment(self, story: Story) -> Comment:
        """A comment; one of syncd's has its record."""
        who = story.created_by.gid if story.created_by else None
        own = said.has_record(story) and who == self._client.me()
        return said.comment_of(story, own=own)
