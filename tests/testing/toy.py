"""A tracker of a few lines: the smallest simulator that has everything."""

from dataclasses import dataclass, replace
from typing import Any

from syncd.testing import (
    Answer,
    Clock,
    Delivery,
    Options,
    RefusedError,
    Request,
    Routes,
    Simulator,
    State,
    Table,
    TicketState,
    World,
)


@dataclass(frozen=True)
class Toy:
    """A ticket."""

    number: int
    title: str
    created: str


class ToyWorld(World):
    """Tickets by number."""

    def __init__(self, clock: Clock) -> None:
        """An empty world."""
        super().__init__(clock)
        self.toys: Table[int, Toy] = self.table()

    def make(self, title: str) -> Toy:
        """Add a ticket."""
        number = self.next_id()
        self.toys[number] = Toy(number, title, self.now().isoformat())
        self.emit(Delivery("made", {"X-Event": "made"}, title.encode()))
        return self.toys[number]


routes: Routes[ToyWorld] = Routes()


@routes.on("GET", "/toys")
def list_toys(world: ToyWorld, request: Request) -> list[str]:
    """The titles."""
    return [toy.title for toy in world.toys.values()]


@routes.on("POST", "/toys")
def make_toy(world: ToyWorld, request: Request) -> Answer:
    """A new ticket; one called `bad` is refused after it was made."""
    toy = world.make(request.json["title"])
    if toy.title == "bad":
        raise RefusedError(422, {"message": "bad"}, Retry_After="7")
    return Answer(201, {"number": toy.number})


@routes.on("GET", "/toys/{number}")
def get_toy(world: ToyWorld, request: Request) -> dict[str, Any]:
    """One ticket."""
    return {"title": world.toys[int(request.params["number"])].title}


@routes.on("PATCH", "/toys/{number}")
def edit_toy(world: ToyWorld, request: Request) -> dict[str, Any]:
    """A new title."""
    number = int(request.params["number"])
    world.toys[number] = replace(world.toys[number], title=request.json["title"])
    return {"title": world.toys[number].title}


@routes.on("GET", "/toys/newest")
def newest(world: ToyWorld, request: Request) -> dict[str, Any]:
    """A path that a place would match too."""
    return {"newest": True}


@routes.on("GET", "/files/{name}/{path*}")
def get_file(world: ToyWorld, request: Request) -> dict[str, str]:
    """The names as they were decoded."""
    return dict(request.params)


class ToySimulator(Simulator[ToyWorld]):
    """The toy tracker, below `/api`."""

    name = "toy"
    base_path = "/api"
    parts = (routes,)

    def __init__(self, options: Options | None = None) -> None:
        """An empty one."""
        super().__init__(ToyWorld(Clock(options.now if options else None)), options)

    def state(self) -> State:
        """The tickets."""
        return State(
            [
                TicketState(
                    str(toy.number),
                    f"T-{toy.number}",
                    "toys",
                    toy.title,
                    "",
                    "open",
                    False,
                    "",
                    toy.created,
                    toy.created,
                )
                for toy in self.world.toys.values()
            ]
        )
