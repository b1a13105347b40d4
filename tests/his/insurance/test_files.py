"""Files: which edition counts, how they are wrapped, what is refused, what a signature holds."""

import base64
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from his.insurance.errors import NotACertificate
from his.insurance.layouts import all_layouts, layout_on
from his.insurance.settling import added_up, workbook
from his.insurance.signing import open_seal, sign, verified
from his.insurance.tabulating import check_in, tables
from his.insurance.xmlfiles import (
    NotADossier,
    as_bytes,
    check_in_xml,
    envelope,
    read,
    read_check_in,
    table_xml,
)
from tests.his.insurance import visits

DAY = date(2026, 8, 12)
OF = layout_on(DAY)


def file(**more: object) -> bytes:
    return as_bytes(envelope(tables(visits.good(), OF), OF, facility="79999", made_on=DAY))


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2024-09-01", "4750"),
        ("2025-01-01", "3176"),
        ("2026-06-30", "3176"),
        ("2026-07-01", "1931"),
    ],
)
def test_the_day_of_the_visit_says_which_decision_counts(day: str, edition: str) -> None:
    assert layout_on(date.fromisoformat(day)).id == edition


def test_an_older_visit_is_written_by_the_older_decision() -> None:
    old, new = layout_on(date(2024, 9, 1)), OF
    [before] = tables(visits.transferred(), old)["XML13"]
    [after] = tables(visits.transferred(), new)["XML13"]
    assert before["MA_NOI_DEN"] == after["MA_CSKCB_DEN"] == "79401"
    assert "MA_NOI_DEN" not in after
    assert old.tables["XML2"].field("MUC_HUONG").length == 3  # type: ignore[union-attr]
    assert new.tables["XML2"].field("MUC_HUONG").length == 4  # type: ignore[union-attr]


@pytest.mark.parametrize("of", all_layouts(), ids=lambda of: of.id)
def test_the_tables_have_as_many_fields_as_the_decisions_say(of: object) -> None:
    counts = {"XML0": 26, "XML1": 66, "XML2": 39, "XML3": 47, "XML4": 12, "XML5": 9, "XML8": 22}
    found = {name: len(of.tables[name].fields) for name in counts}  # type: ignore[attr-defined]
    assert found == counts


def test_inner_files_have_no_declaration_and_lines_of_64() -> None:
    inner = table_xml("XML1", tables(visits.good(), OF)["XML1"], OF)
    assert inner.startswith(b"<TONG_HOP>")
    assert b"<![CDATA[" in inner
    text = file().decode()
    lines = text.split("<NOIDUNGFILE>")[1].split("</NOIDUNGFILE>")[0].split("\n")
    assert {len(line) for line in lines[:-1]} == {64}
    assert base64.b64decode("".join(lines)) == inner


@pytest.mark.parametrize(
    "bad",
    [
        b"not xml",
        b"<HOSO/>",
        file().replace(b"<SOLUONGHOSO>1<", b"<SOLUONGHOSO>2<"),
        file().replace(b"<LOAIHOSO>XML1<", b"<LOAIHOSO>XML99<"),
        file().replace(b"<NOIDUNGFILE>", b"<NOIDUNGFILE>***", 1),
    ],
)
def test_what_is_no_dossier_is_refused(bad: bytes) -> None:
    with pytest.raises(NotADossier):
        read(bad, OF)


def test_no_entity_is_opened() -> None:
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + file().split(b"?>")[1]
    found = evil.replace(b"79999", b"&e;", 1)
    assert read(found, OF).facility == ""


def test_the_first_cost_makes_the_check_in() -> None:
    row = check_in(visits.good(), OF)
    assert row
    assert (row["MA_DICH_VU"], row["NGAY_YL"]) == ("02.1896", "202608120730")
    assert read_check_in(check_in_xml(row, OF), OF) == row


def test_an_emergency_and_a_visit_without_cost_send_no_check_in() -> None:
    from dataclasses import replace

    emergency = visits.good(stay=replace(visits.STAY, route="2"))
    assert check_in(emergency, OF) is None
    assert check_in(visits.good(drugs=(), services=()), OF) is None


@pytest.fixture(scope="module")
def certificate() -> tuple[bytes, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Phòng khám thử")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(
        b"hs", key, made, None, BestAvailableEncryption(b"mat khau")
    )
    return data, made


def test_a_signature_holds_until_something_is_changed(
    certificate: tuple[bytes, x509.Certificate],
) -> None:
    data, made = certificate
    seal = open_seal(data, "mat khau")
    assert "Phòng khám thử" in seal.names
    root = envelope(tables(visits.good(), OF), OF, facility="79999", made_on=DAY)
    signed = as_bytes(sign(root, seal))
    assert read(signed, OF).signed
    assert verified(signed, made)
    assert not verified(signed.replace(b"<MACSKCB>79999<", b"<MACSKCB>79998<"), made)
    assert not verified(file(), made)


def test_a_wrong_passphrase_opens_no_certificate(
    certificate: tuple[bytes, x509.Certificate],
) -> None:
    with pytest.raises(NotACertificate):
        open_seal(certificate[0], "sai")
    with pytest.raises(NotACertificate):
        open_seal(b"no certificate", "")


def test_the_settlement_adds_up_to_the_files() -> None:
    import io

    from openpyxl import load_workbook

    dossiers = [tables(visits.good(), OF), tables(visits.sick(), OF)]
    book = load_workbook(io.BytesIO(workbook(dossiers, month="2026-08", house="Phòng khám thử")))
    assert book.sheetnames == ["79 Ngoại trú", "19 Vật tư", "20 Thuốc", "21 Dịch vụ"]
    last = [cell.value for cell in book["79 Ngoại trú"][book["79 Ngoại trú"].max_row]]
    assert last[9:12] == [903660, 903660, 722928]
    drugs = added_up(dossiers, "XML2", supplies=False, keys=("MA_THUOC", "TEN_THUOC", "DON_GIA"))
    assert [(row[0], row[4]) for row in drugs] == [
        ("40.154", Decimal(56)),
        ("40.48", Decimal(120)),
    ]
    assert sum(row[7] for row in drugs) == 2 * (168000 + 60024)
