"""The system in the box that is played for teaching, and a line with TLS."""

import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import col, select

from his.link import sending
from his.link.gateway import LinkGateway
from his.link.models import LinkMessage, LinkMessageState
from his.link.simulator import SIMULATOR, make_app
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.hl7 import mllp
from kernel.settings import Settings
from kernel.simulators import running
from tests.his.link.test_wire import listening, on_a_monitor, vitals
from tests.lis.link.peers import LAB, partner


def test_the_simulator_takes_orders_and_sends_what_is_typed(database: Database) -> None:
    code = on_a_monitor(database)
    played = replace(SIMULATOR, make_app=lambda desk: make_app(desk, 0))
    with running(played) as it, listening(database) as port, httpx.Client(base_url=it.url) as web:
        there = web.post("/listen").json()["port"]
        with database.write(SYSTEM) as db:
            to = partner(db, LAB, port=there)
            sending.put(db, to, ("OML", "O21", "OML_O21"), ["ORC|NW|N1"], about="N1")
        with database.read() as db:
            row = db.exec(select(LinkMessage).where(col(LinkMessage.outgoing))).one()
        for _ in range(100):  # the gateway sends it
            with database.read() as db:
                row = db.exec(select(LinkMessage).where(col(LinkMessage.outgoing))).one()
            if row.state is LinkMessageState.SENT:
                break
            web.get("/heard")
        assert row.state is LinkMessageState.SENT
        assert "N1" in web.get("/heard").json()[0]
        text = vitals(code, "S1").decode().replace("\r", "\n")
        [told] = web.post("/say", json={"text": text, "port": port}).json()["answers"]
        assert "MSA|AA|S1" in told
        it.desk.set("twice", times=1)
        assert len(web.post("/say", json={"text": text, "port": port}).json()["answers"]) == 2
        assert "<textarea" in web.get("/play").text
        assert web.post("/close").json() == {"closed": True}


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, kind, plain))
    return folder / "cert.pem", folder / "key.pem"


def test_with_a_certificate_the_line_is_encrypted_and_nobody_speaks_in_clear(
    database: Database, tmp_path: Path
) -> None:
    code = on_a_monitor(database)
    cert, key = _certificate(tmp_path)
    of = Settings(mllp_port=0, mllp_tls_cert=cert, mllp_tls_key=key)
    gateway = LinkGateway(database, of, looks=0.05)
    gateway.start()

    async def ask(tls: ssl.SSLContext | None) -> bytes:
        async with mllp.connected("localhost", gateway.port, tls=tls, seconds=5) as line:
            return await line.ask(vitals(code, "T1"), seconds=5)

    try:
        assert gateway.ready.wait(10)
        told = asyncio.run(ask(ssl.create_default_context(cafile=str(cert))))
        assert b"MSA|AA|T1" in told
        try:
            asyncio.run(ask(None))
        except (OSError, TimeoutError, mllp.BadFrame):
            pass
        else:
            raise AssertionError("it answered in clear")
    finally:
        gateway.stop()
