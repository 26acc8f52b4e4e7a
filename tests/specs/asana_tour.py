"""A tour through the Asana simulator: everything that it answers, asked for in the right way.

A simulator that tells the truth on this tour has been looked at in each of its routes.
"""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from syncd.testing import Options
from syncd.testing.asana import AsanaSimulator

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
API = "/api/1.0"
PROJECT, OTHER = "1208000000000001", "1208000000000002"
TASK_FIELDS = "name,html_notes,assignee.email,tags.name,memberships.section.name,custom_fields"
Call = Callable[..., Any]


class _Target(BaseHTTPRequestHandler):
    """Shakes hands with whoever asks."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        if secret := self.headers["X-Hook-Secret"]:
            self.send_header("X-Hook-Secret", secret)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


def tour() -> AsanaSimulator:
    """A simulator after the tour, closed, with all exchanges and deliveries."""
    simulator = AsanaSimulator(Options(now=NOW))
    simulator.record = True
    for gid in (PROJECT, OTHER):
        simulator.project(gid)
    simulator.world.add_field(PROJECT, "Kind", "enum", ["Action item", "Bug"])
    for kind in ("text", "number", "date", "multi_enum"):
        simulator.world.add_field(PROJECT, kind, kind, ["a", "b"])
    with simulator:

        def call(method: str, path: str, **data: Any) -> Any:
            return _call(simulator.origin, method, API + path, {"data": data} if data else None)

        _people(call)
        _places(call, simulator)
        task = _tasks(call, simulator)
        _texts(call, task)
        _around(call, simulator, task)
        _webhooks(call, simulator, task)
        _errors(call, simulator, task)
    return simulator


def _call(origin: str, method: str, path: str, sent: Any) -> Any:
    connection = HTTPConnection(origin.removeprefix("http://"), timeout=10)
    head = {"Accept": "application/json", "Authorization": "Bearer t"}
    body = None
    if sent is not None:
        body = json.dumps(sent).encode()
        head["Content-Type"] = "application/json"
    connection.request(method, path, body, head)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    told = json.loads(content) if content else {}
    return told.get("data", told)


def _people(call: Call) -> None:
    workspace = call("GET", "/workspaces?limit=10")[0]["gid"]
    call("GET", f"/workspaces/{workspace}")
    for who in ("me", "ana@acme.com"):
        call("GET", f"/users/{who}")
        call("GET", f"/workspaces/{workspace}/users/{who}?opt_fields=name,email")
    call("GET", f"/users?workspace={workspace}&limit=100&opt_fields=name,email")
    call("GET", f"/workspaces/{workspace}/users")


def _places(call: Call, simulator: AsanaSimulator) -> None:
    workspace = simulator.world.workspace
    call("GET", f"/projects?workspace={workspace}&limit=1")
    call("GET", f"/workspaces/{workspace}/projects?limit=100&opt_fields=name,archived")
    call("POST", "/projects", name="Payments", workspace=workspace)
    call("GET", f"/projects/{PROJECT}")
    call("GET", f"/memberships?parent={PROJECT}&member={simulator.world.bot}&limit=1")
    call("GET", f"/memberships?parent={PROJECT}&opt_fields=access_level,member.name")
    call("GET", f"/projects/{PROJECT}/custom_field_settings?limit=100")
    fields = "custom_field.name,custom_field.enum_options.name,custom_field.is_value_read_only"
    call("GET", f"/projects/{PROJECT}/custom_field_settings?limit=1&opt_fields={fields}")
    call("GET", f"/workspaces/{workspace}/custom_fields?limit=100")
    call("GET", f"/custom_fields/{next(iter(simulator.world.fields))}")
    call("POST", f"/projects/{PROJECT}/sections", name="Doing")
    call("GET", f"/projects/{PROJECT}/sections?limit=100")
    tag = call("POST", "/tags", name="post-mortem", workspace=workspace)["gid"]
    call("POST", f"/workspaces/{workspace}/tags", name="priority/P0")
    call("GET", f"/workspaces/{workspace}/tags?limit=1")
    call("GET", f"/tags?workspace={workspace}&limit=100")
    call("GET", f"/tags/{tag}")
    call("PUT", f"/tags/{tag}", color="dark-red", notes="Kept by syncd.")


def _tasks(call: Call, simulator: AsanaSimulator) -> str:
    world = simulator.world
    tag = next(iter(world.tags))
    section = next(each.gid for each in world.sections.values() if each.name == "Doing")
    kind = next(iter(world.fields.values()))
    draft = {"name": "Add breaker", "html_notes": "<body>Why.</body>", "due_on": "2026-03-08"}
    task = call(
        "POST",
        f"/tasks?opt_fields={TASK_FIELDS}",
        **draft,
        projects=[PROJECT],
        tags=[tag],
        assignee="ana@acme.com",
        custom_fields={kind.gid: kind.options[0].gid},
    )["gid"]
    call("POST", "/tasks", name="x", memberships=[{"project": PROJECT, "section": section}])
    call("GET", f"/tasks/{task}")
    call("GET", f"/tasks/{task}?opt_fields={TASK_FIELDS}")
    since = "modified_since=2026-03-01T00:00:00.000Z"
    call("GET", f"/tasks?project={PROJECT}&{since}&limit=1&opt_fields={TASK_FIELDS}")
    call("GET", f"/tasks?section={section}&limit=100")
    call("GET", f"/tasks?assignee=me&workspace={world.workspace}&limit=100")
    call("GET", f"/projects/{PROJECT}/tasks?limit=100&completed_since=now")
    call("GET", f"/sections/{section}/tasks?limit=100")
    call("GET", f"/tags/{tag}/tasks?limit=100")
    call("PUT", f"/tasks/{task}", name="Add a breaker", completed=True)
    call("PUT", f"/tasks/{task}", completed=False, due_at="2026-03-08T15:00:00.000Z")
    for path, data in (
        ("removeTag", {"tag": tag}),
        ("addTag", {"tag": tag}),
        ("addProject", {"project": OTHER}),
        ("removeProject", {"project": OTHER}),
    ):
        call("POST", f"/tasks/{task}/{path}", **data)
    call("POST", f"/sections/{section}/addTask", task=task)
    call("GET", f"/tasks/{task}/tags?limit=100")
    call("GET", f"/tasks/{task}/projects?limit=100")
    other = call("POST", "/tasks", name="y", workspace=world.workspace)["gid"]
    call("DELETE", f"/tasks/{other}")
    return str(task)


def _texts(call: Call, task: str) -> None:
    said = call("POST", f"/tasks/{task}/stories", text="Overdue.")["gid"]
    call("POST", f"/tasks/{task}/stories", html_text="<body><em>Hm</em></body>")
    call("GET", f"/tasks/{task}/stories?limit=100")
    fields = "created_at,resource_subtype,text,html_text,created_by.name,created_by.email"
    call("GET", f"/tasks/{task}/stories?limit=2&opt_fields={fields}")
    for story in call("GET", f"/tasks/{task}/stories?limit=100"):
        call("GET", f"/stories/{story['gid']}")
    call("PUT", f"/stories/{said}", text="Overdue!")
    call("DELETE", f"/stories/{said}")


def _around(call: Call, simulator: AsanaSimulator, task: str) -> None:
    link = {"parent": task, "resource_subtype": "external", "name": "PM", "url": "https://a.test"}
    actions = [
        {"method": "get", "relative_path": f"/tasks/{task}", "options": {"fields": ["name"]}},
        {"method": "get", "relative_path": "/tasks/42"},
        {"method": "post", "relative_path": f"/tasks/{task}/stories", "data": {"text": "Hm."}},
    ]
    call("POST", "/batch", actions=actions)
    with simulator.changing() as world:  # by the simulator itself: a form is not made here
        from syncd.testing.asana import acts

        made = acts.attach(world, world.bot, world.tasks[task], link["name"], link["url"])
    call("GET", f"/attachments?parent={task}&limit=100")
    call("GET", f"/attachments/{made.gid}")
    call("DELETE", f"/attachments/{made.gid}")
    simulator.clock.advance(minutes=2)
    search = f"/workspaces/{simulator.world.workspace}/tasks/search"
    call("GET", f"{search}?text=breaker&projects.any={PROJECT}&sort_by=created_at")
    token = call("GET", f"/events?resource={PROJECT}")["sync"]
    human = simulator.human("jane@acme.com")
    human.comment(task, "On it.")
    human.close(task)
    call("GET", f"/events?resource={PROJECT}&sync={token}")


def _webhooks(call: Call, simulator: AsanaSimulator, task: str) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Target)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        target = f"http://127.0.0.1:{server.server_address[1]}/hook"
        wanted = [{"resource_type": "task", "action": "changed", "fields": ["name"]}]
        hook = call("POST", "/webhooks", resource=PROJECT, target=target, filters=wanted)["gid"]
        simulator.human("jane@acme.com").edit(task, title="Add two breakers")
        simulator.heartbeat()
        simulator.outbox.flush()
        call("GET", f"/webhooks?workspace={simulator.world.workspace}&limit=100")
        call("GET", f"/webhooks/{hook}")
        call("DELETE", f"/webhooks/{hook}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _errors(call: Call, simulator: AsanaSimulator, task: str) -> None:
    call("GET", "/tasks/42")
    simulator.world.premium = False
    call("GET", f"/workspaces/{simulator.world.workspace}/tasks/search?text=x")
    for fault in ("429", "503", "500"):
        simulator.faults.add(f"GET /tasks/{task}", fault, retry_after=1)
        call("GET", f"/tasks/{task}")
