"""Lines in TLS, both ways: with dcmtk, with pynetdicom, and with whoever should not come in."""

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from pynetdicom import AE, evt
from sqlmodel import col, select

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.settings import Settings
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.dicom import process, requesting, secure
from ris_pacs.dicom.errors import CertificateWrong
from ris_pacs.dicom.models import DicomStranger
from ris_pacs.dicom.secure import Trust
from tests.lis.analysers.test_gateway import free_port
from tests.ris_pacs.dicom.certificates import certificate
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.dicom.test_strangers import dcmtk, files, run
from tests.ris_pacs.pictures import study

VERIFICATION = "1.2.840.10008.1.1"


def ours(folder: Path, *, ca: Path | None = None) -> ssl.SSLContext:
    cert, key = certificate(folder, "his54")
    return secure.server(Settings(dicom_tls_cert=cert, dicom_tls_key=key, dicom_tls_ca=ca))


@dcmtk
def test_dcmtk_stores_in_tls_and_nobody_comes_in_clear(database: Database, tmp_path: Path) -> None:
    mine, key = certificate(tmp_path, "ct1")
    other, its = certificate(tmp_path, "somebody")
    with database.write() as db:
        machine(db, tls=True)
    names = files(tmp_path, *study(2))
    with listening(database, tls=ours(tmp_path, ca=mine)) as here:
        to = ("-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.tls_port))
        shown = ("+tls", str(key), str(mine), "+cf", str(tmp_path / "his54.pem"))
        run("echoscu", *shown, *to)
        run("storescu", *shown, *to, *names)
        bad = ("+tls", str(its), str(other), "+cf", str(tmp_path / "his54.pem"))
        run("echoscu", *bad, *to, ok=False)
        run("echoscu", "-to", "2", *to, ok=False)  # in clear, at the door for TLS
        clear = ("-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.port))
        assert "Rejected" in run("echoscu", *clear, ok=False)
    with database.read() as db:
        assert len(db.exec(select(ImagingInstance)).all()) == 2
        found = db.exec(select(col(DicomStranger.calling), col(DicomStranger.why))).all()
        assert sorted(found) == [("", "tls"), ("CT1", "clear")]


@pytest.fixture
def peer(tmp_path: Path) -> "tuple[AE, ssl.SSLContext, Path]":
    cert, key = certificate(tmp_path, "peer")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    there = AE(ae_title="PACS2")
    there.add_supported_context(VERIFICATION)
    return there, context, cert


def test_a_node_is_believed_by_its_certificate_alone(
    peer: tuple[AE, ssl.SSLContext, Path], tmp_path: Path
) -> None:
    there, context, cert = peer
    heard: list[str] = []

    def echoed(event: Any) -> int:
        heard.append(event.assoc.requestor.ae_title)
        return 0

    server = there.start_server(
        ("127.0.0.1", 0), block=False, ssl_context=context,
        evt_handlers=[(evt.EVT_C_ECHO, echoed)],
    )  # fmt: skip
    assert server is not None
    port = server.server_address[1]
    other, _ = certificate(tmp_path, "other")

    def asked(pem: Path | None, host: str = "127.0.0.1") -> str:
        trust = Trust(pem.read_text() if pem else "")
        try:
            requesting.echo(host, port, calling="HIS54", called="PACS2", trust=trust)
        except requesting.NotReached as error:
            return error.why
        return "ok"

    try:
        assert asked(cert) == "ok", "its own certificate needs no name"
        assert asked(other) == "tls_untrusted"
        assert asked(None) == "tls_untrusted", "nor does the machine know who signed it"
        assert heard == ["HIS54"]
    finally:
        server.shutdown()


def test_who_signed_it_is_not_enough_for_another_name(tmp_path: Path) -> None:
    cert, _ = certificate(tmp_path, "pacs", dns="pacs.example.vn")
    shown = ssl.PEM_cert_to_DER_cert(cert.read_text())
    assert secure._names(shown, "PACS.example.vn")
    assert not secure._names(shown, "other.example.vn")
    assert not secure._names(shown, "127.0.0.1")


def test_a_node_that_speaks_no_tls_or_wants_a_certificate_is_named(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as db:
        machine(db)
    with listening(database) as here, pytest.raises(requesting.NotReached) as told:
        requesting.echo(
            "127.0.0.1", here.port, calling="CT1", called="HIS54", trust=Trust()
        )  # fmt: skip
    assert told.value.why == "tls_refused"
    mine, _ = certificate(tmp_path, "ct1")
    tls = ours(tmp_path, ca=mine)
    believed = Trust((tmp_path / "his54.pem").read_text())
    with listening(database, tls=tls) as here, pytest.raises(requesting.NotReached) as told:
        requesting.echo(
            "127.0.0.1", here.tls_port or 0, calling="CT1", called="HIS54", trust=believed
        )
    assert told.value.why == "tls_refused"


def test_a_certificate_that_is_none_is_refused(database: Database) -> None:
    with database.write(SYSTEM) as db, pytest.raises(CertificateWrong):
        machine(db, certificate="-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----")


def test_a_port_for_tls_without_a_certificate_is_said(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIS54_DICOM_TLS_PORT", str(free_port()))
    with pytest.raises(OSError, match="HIS54_DICOM_TLS_CERT"):
        secure.server(Settings())
    monkeypatch.setenv("HIS54_DICOM_PORT", str(free_port()))
    service = process.Service(database)
    monkeypatch.setattr(service, "_hold", lambda: True)
    monkeypatch.setattr(
        service, "_wanted", lambda: ("127.0.0.1", free_port(), 4, secure.changed(Settings()))
    )
    service._look()
    assert "HIS54_DICOM_TLS_CERT" in service._said
    assert service._running is None


def test_a_slow_handshake_holds_nobody_up(database: Database, tmp_path: Path) -> None:
    with database.write() as db:
        machine(db)
    with (
        listening(database, tls=ours(tmp_path), idle=2.0) as here,
        socket.create_connection(("127.0.0.1", here.tls_port or 0)),
    ):
        believed = Trust((tmp_path / "his54.pem").read_text())
        at = here.tls_port or 0
        took = requesting.echo("127.0.0.1", at, calling="CT1", called="HIS54", trust=believed)
        assert took < 1500
