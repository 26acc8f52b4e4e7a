"""Who may edit an issue: every active member of the workspace, of a closed team its own only.

Guests and apps may not tell syncd what to do, although a guest can edit in the teams that they
are in.

Source: official SDL, `User.active`, `guest`, `app`, `Team.visibility` and `Team.members`;
linear.app/docs, "Members and roles" and "Private teams".
"""

from syncd.ports import Right
from syncd_linear import documents
from syncd_linear.client import Client
from syncd_linear.facts import UUID, Facts


def right_of(client: Client, facts: Facts, team: str, account: str) -> Right:
    """What somebody may do with the issues of a team."""
    if not UUID.fullmatch(account):
        return Right.READ
    variables = {"people": {"id": {"eq": account}}, "teams": {"key": {"eq": team}}}
    data = client.send(documents.RIGHT, variables, f"asking what somebody may do in team {team}")
    facts.meet(data)
    if account == facts.account().viewer:
        return Right.OWN
    people, teams = data["users"]["nodes"], data["teams"]["nodes"]
    if not people or not teams:
        return Right.READ
    (user,), (place,) = people, teams
    works = user["active"] and not user["guest"] and not user["app"]
    is_open = place["visibility"] == "public" or bool(place["members"]["nodes"])
    return Right.WRITE if works and is_open else Right.READ
