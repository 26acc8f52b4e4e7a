"""Stories, rich text, attachments and custom fields."""

import pytest

from syncd.testing.asana import AsanaSimulator
from syncd.testing.asana.humans import Human
from tests.testing.asana.conftest import OTHER, PROJECT, Bearer


def test_comments_are_stories(client: Bearer, human: Human) -> None:
    """A comment stands among what the system tells; only its author may change it."""
    gid = human.create(PROJECT, "x", assignee="li@acme.com")
    human.comment(gid, "On it: https://a.test/b?c=1&d=2.")
    mine = client.data(f"POST /tasks/{gid}/stories", html_text="<body><em>Hm</em></body>")
    stories = client.data(
        f"GET /tasks/{gid}/stories?opt_fields=text,html_text,type,created_by.email"
    )
    comments = [each for each in stories if each["type"] == "comment"]
    assert [each["text"] for each in comments] == ["On it: https://a.test/b?c=1&d=2.", "Hm"]
    assert '<a href="https://a.test/b?c=1&amp;d=2">' in comments[0]["html_text"]
    assert comments[0]["created_by"]["email"] == "jane@acme.com"
    assert len(stories) == 4  # added, assigned, and the two
    edited = client.data(f"PUT /stories/{mine['gid']}", text="Hm!")
    assert (edited["text"], edited["is_edited"]) == ("Hm!", True)
    assert client.said(f"PUT /stories/{comments[0]['gid']}", {"data": {"text": "x"}})[0] == 403
    assert client.said(f"PUT /stories/{stories[0]['gid']}", {"data": {"text": "x"}})[0] == 400
    both = {"data": {"text": "x", "html_text": "<body>x</body>"}}
    assert client.said(f"POST /tasks/{gid}/stories", both)[0] == 400
    client.data(f"DELETE /stories/{mine['gid']}")
    assert client.status(f"GET /stories/{mine['gid']}") == 404


def test_links_to_asana_are_completed(client: Bearer, human: Human) -> None:
    """A gid is enough for a link; its name is what the link says, unless that is not wanted."""
    there = human.create(OTHER, "Buy <milk>")
    notes = f'<body><a data-asana-gid="{there}"/> <a data-asana-gid="{there}" '
    notes += 'data-asana-dynamic="false">this</a></body>'
    gid = client.data("POST /tasks", name="x", projects=[PROJECT], html_notes=notes)["gid"]
    html = client.data(f"GET /tasks/{gid}?opt_fields=html_notes")["html_notes"]
    assert 'data-asana-type="task"' in html
    assert ">Buy &lt;milk&gt;</a>" in html
    assert ">this</a>" in html


def test_what_was_read_can_be_written_back(client: Bearer, human: Human) -> None:
    """Rich text goes round: tags, entities and line breaks are as they were."""
    html = (
        "<body><h1>Why</h1>a &lt;b&gt; &amp; c\n\n<ul><li><strong>one</strong></li><li>two</li>"
        '</ul><a href="https://a.test/?x=1&amp;y=2">there</a><hr/></body>'
    )
    gid = human.create(PROJECT, "x", html=html)
    line = f"/tasks/{gid}?opt_fields=html_notes"
    shown = client.data(f"GET {line}")["html_notes"]
    assert shown == html
    assert client.data(f"PUT {line}", html_notes=shown)["html_notes"] == shown


@pytest.mark.parametrize(
    "html",
    [
        "<body><table><tr><td>x</td></tr></table></body>",
        '<body><strong class="x">x</strong></body>',
        "<body><a>x</a></body>",
        '<body><a href="docs/x.md">x</a></body>',
        "<body>unclosed<br></body>",
    ],
)
def test_what_is_no_rich_text(client: Bearer, html: str) -> None:
    """Other tags, attributes where there are none, and links to nowhere are refused."""
    wish = {"data": {"name": "x", "projects": [PROJECT], "html_notes": html}}
    assert client.said("POST /tasks", wish)[0] == 400


def test_attachments_are_links(client: Bearer, human: Human) -> None:
    """An external one needs a parent, a name and an address; a form does as well as JSON."""
    gid = human.create(PROJECT, "x")
    wish = {"parent": gid, "resource_subtype": "external", "name": "PM", "url": "https://a.test"}
    made = client.data("POST /attachments", **wish)
    assert made["view_url"] == "https://a.test"
    form = "&".join(f"{name}={value}" for name, value in wish.items())
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.ask("POST /attachments", form, kind)[0] == 200
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = "".join(f"--b\r\n{head.format(*field)}" for field in wish.items()) + "--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert client.ask("POST /attachments", parts, kind)[0] == 200
    assert len(client.data(f"GET /attachments?parent={gid}")) == 3
    client.data(f"DELETE /attachments/{made['gid']}")
    assert client.status(f"GET /attachments/{made['gid']}") == 404
    assert client.said("POST /attachments", {"data": {**wish, "url": ""}})[0] == 400


def test_custom_fields(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """A field takes what its kind takes; a locked one 403, one of another project 400."""
    kind = sim.world.add_field(PROJECT, "Kind", "enum", ["Action item", "Bug"])
    text = sim.world.add_field(PROJECT, "Note")
    locked = sim.world.add_field(PROJECT, "Points", "number", locked=True)
    elsewhere = sim.world.add_field(OTHER, "Theirs")
    settings = client.data(f"GET /projects/{PROJECT}/custom_field_settings?limit=10&opt_fields="
                           "custom_field.name,custom_field.enum_options.name")  # fmt: skip
    names = [each["custom_field"]["name"] for each in settings]
    assert names == ["Kind", "Note", "Points"]
    option = settings[0]["custom_field"]["enum_options"][1]["gid"]
    gid = client.data(
        "POST /tasks",
        name="x",
        projects=[PROJECT],
        custom_fields={kind.gid: option, text.gid: "Hm"},
    )["gid"]
    values = client.data(f"GET /tasks/{gid}?opt_fields=custom_fields")["custom_fields"]
    assert [each["display_value"] for each in values] == ["Bug", "Hm", None]
    for field, value, status in (
        (kind.gid, "Bug", 400),
        (text.gid, 7, 400),
        (elsewhere.gid, "x", 400),
        (locked.gid, 7, 403),
    ):
        sent = {"data": {"custom_fields": {field: value}}}
        assert client.said(f"PUT /tasks/{gid}", sent)[0] == status
    human.set_field(gid, "Kind", "Action item")
    assert client.data(f"GET /tasks/{gid}")["custom_fields"][0]["display_value"] == "Action item"


def test_a_free_workspace(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Search and custom fields are 402 there."""
    field = sim.world.add_field(PROJECT, "Note")
    gid = human.create(PROJECT, "x")
    sim.world.premium = False
    assert client.said(f"GET /workspaces/{sim.world.workspace}/tasks/search")[0] == 402
    assert client.said(f"GET /projects/{PROJECT}/custom_field_settings")[0] == 402
    sent = {"data": {"custom_fields": {field.gid: "x"}}}
    assert client.said(f"PUT /tasks/{gid}", sent)[0] == 402
