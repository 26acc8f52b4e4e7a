"""Mail, by SMTP: one message a person a day.

In: digests and posts. Out: messages in text and HTML, over TLS.
It knows nothing of policy; how often somebody hears something is not its decision.
"""

from syncd.ports import Adapter, NotifierKind, Question


def _notifier() -> NotifierKind:
    from syncd_mail.notifier import MailNotifier
    from syncd_mail.settings import NotifierSettings

    return NotifierKind(
        NotifierSettings,
        MailNotifier,
        questions=[
            Question("host", "Which server takes your mail?"),
            Question("sender", "From which address shall mail come?"),
            Question("user", "Who is syncd to the server (none: nobody asks)?"),
            Question("password_file", "Which file holds the password (none: ${variable})?"),
        ],
        table="mail",
    )


adapter = Adapter(summary="Mail by SMTP", notifier=_notifier)
