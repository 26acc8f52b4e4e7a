"""Slack: a direct message a person a day, and posts to a channel.

In: digests and posts. Out: messages of Block Kit, each with metadata that says what it is.
It knows nothing of policy; how often somebody hears something is not its decision.
"""

from syncd.ports import Adapter, NotifierKind, Question


def _notifier() -> NotifierKind:
    from syncd_slack.notifier import SlackNotifier
    from syncd_slack.settings import NotifierSettings

    return NotifierKind(
        NotifierSettings,
        SlackNotifier,
        questions=[
            Question("token_file", "Which file holds the bot token (none: ${variable})?"),
            Question("review_channel", "In which channel shall the weekly review be?"),
        ],
        table="slack",
    )


adapter = Adapter(summary="Slack messages to people and channels", notifier=_notifier)
