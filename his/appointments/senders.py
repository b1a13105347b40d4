"""How messages leave: by an SMS gateway, Zalo, a mail server, or into a file where none is set.

The gateways of different companies differ little: a POST with a telephone number, a text and our
key. A house whose company wants another shape puts a small relay in front of it.
"""

import json
import os
import smtplib
import threading
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx

from his.appointments.reminding import EMAIL, SMS, ZALO
from kernel import clock, outside
from kernel.module import Sender
from kernel.outbox import Message, Undeliverable
from kernel.settings import Settings
from kernel.text import Text

_SECONDS = 20.0
_writing = threading.Lock()


def by_http(message: Message) -> None:
    """`POST {url}` with to, text and key. 4xx: a person must look; else it is tried again."""
    url = str(message.payload.get("url", ""))
    if not url:
        return into_file(message)
    body = {"to": message.payload["to"], "text": message.payload["text"], "key": message.key}
    answer = httpx.post(
        url,
        json=body,
        headers={"Idempotency-Key": message.key},
        timeout=_SECONDS,
        verify=outside.trusted(),
    )
    if 400 <= answer.status_code < 500 and answer.status_code not in (408, 429):
        raise Undeliverable(f"{answer.status_code}: {answer.text[:200]}")
    answer.raise_for_status()
    return None


def by_mail(message: Message) -> None:
    """`smtp://user:password@host:25` (smtps:// with TLS from the first byte)."""
    url = urlsplit(str(message.payload.get("url", "")))
    if not url.hostname:
        return into_file(message)
    mail = EmailMessage()
    mail["To"] = str(message.payload["to"])
    mail["From"] = url.username or f"his54@{url.hostname}"
    mail["Subject"] = "Lịch hẹn khám"
    mail["Message-ID"] = f"<{message.id}@his54>"
    mail.set_content(str(message.payload["text"]))
    open_ = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with open_(url.hostname, url.port or 0, timeout=_SECONDS) as server:
        if url.username and url.password:
            server.login(url.username, url.password)
        server.send_message(mail)
    return None


def into_file(message: Message) -> None:
    """One line a message in `messages/sms.jsonl` of the data folder, for its owner alone."""
    folder = Settings().data / "messages"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {"at": clock.local_now().isoformat(), "key": message.key, **message.payload}
    line.pop("url", None)
    path = folder / f"{message.kind.rsplit('.', 1)[-1]}.jsonl"
    with _writing:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


ALL = (
    Sender(SMS, Text("Tin nhắn SMS", "SMS"), by_http),
    Sender(ZALO, Text("Tin Zalo ZNS", "Zalo ZNS messages"), by_http),
    Sender(EMAIL, Text("Thư điện tử", "E-mail"), by_mail),
)
