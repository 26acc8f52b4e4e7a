"""Any service of yours that takes a signed POST of JSON, as a way to tell people.

In: digests and posts. Out: one HTTP request each, signed and with a key of its own.
It knows nothing of policy; how often somebody hears something is not its decision.
"""

from syncd.ports import Adapter, NotifierKind, Question


def _notifier() -> NotifierKind:
    from syncd_webhook.notifier import WebhookNotifier
    from syncd_webhook.settings import NotifierSettings

    return NotifierKind(
        NotifierSettings,
        WebhookNotifier,
        questions=[
            Question("url", "Which address takes the messages?"),
            Question("secret_file", "Which file holds the signing secret (none: ${variable})?"),
        ],
        table="webhook",
    )


adapter = Adapter(summary="Signed JSON to a service of yours", notifier=_notifier)
