"""The letter that reminds of signatures about to lapse (thư nhắc), to those who see to them."""

import smtplib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from his.admin import service as admin
from kernel import outbox
from kernel.clock import today
from kernel.module import Sender
from kernel.outbox import Message, Undeliverable
from kernel.text import Text
from level import settings
from level.catalogue import circular_54
from level.models import Attestation

KIND = "level.reminder"
_SECONDS = 20.0
_SUBJECT = "HIS54: xác nhận sắp hết hạn / attestations about to lapse"


def post(db: Session, due: Sequence[Attestation]) -> None:
    """One letter a day into the outbox, where the facility named who gets it."""
    to = str(admin.parameter(db, settings.REMIND_TO.id)).strip()
    if not to:
        return
    titles = circular_54("2017").titles
    lines = []
    for each in sorted(due, key=lambda a: (a.valid_until, a.claim)):
        title = titles.get(each.claim, Text(each.claim, each.claim))
        signed = f"{each.signer_name}, {each.signer_role}"
        lines.append(f"- {each.valid_until:%d/%m/%Y}  {each.claim}  {title.vi} ({signed})")
    outbox.put(db, KIND, f"{today()}", {"to": to, "lines": lines})


def where(db: Session, _: Message) -> Mapping[str, Any]:
    """The mail server as it is set when the letter leaves."""
    return {"server": str(admin.parameter(db, settings.MAIL_SERVER.id)).strip()}


def send(message: Message) -> None:
    """`smtp://user:password@host:25`, or smtps:// with TLS from the first byte."""
    server = urlsplit(str(message.payload["server"]))
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise Undeliverable("no mail server is set (level.mail_server)")
    mail = EmailMessage()
    mail["To"] = message.payload["to"]
    mail["From"] = server.username or f"his54@{server.hostname}"
    mail["Subject"] = _SUBJECT
    mail["Message-ID"] = f"<{message.id}@his54>"
    mail.set_content("\n".join((_SUBJECT, "", *message.payload["lines"])))
    connect = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with connect(server.hostname, server.port or 0, timeout=_SECONDS) as line:
        if server.username and server.password:
            line.login(server.username, server.password)
        line.send_message(mail)


SENDER = Sender(
    KIND,
    Text("Thư nhắc xác nhận sắp hết hạn", "Reminders of attestations about to lapse"),
    send,
    ask=where,
)
