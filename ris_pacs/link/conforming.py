"""The conformance statement, put together from the code's own tables: what the DICOM negotiation
agrees to, the addresses of DICOMweb, the registered takers of HL7 messages and their profiles."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from sqlmodel import Session

from his.admin import service as admin
from his.link.service import CHARSETS as HL7_CHARSETS
from his.link.service import FIELDS, VERSIONS, Profile
from his.link.slots import AnswerTaker, MessageSent, MessageTaker
from kernel.clock import utc_now
from kernel.events import assembly_of
from kernel.schemas import said
from kernel.settings import Settings
from kernel.text import Text
from ris_pacs.dicom import service as dicom
from ris_pacs.link.conforming_schemas import (
    AgreesOut,
    ConformanceOut,
    DicomOut,
    MessageNeedOut,
    MessagePartOut,
    MessageTakenOut,
    UsesOut,
    WebServiceOut,
)

_WEB = "/dicom-web"
_RIGHTS = {
    "": Text("mọi nơi", "anybody"),
    "store": Text("được gửi ảnh", "may store"),
    "find": Text("được hỏi", "may find"),
    "move": Text("được lấy ảnh", "may move"),
    "commit": Text("được hỏi cam kết lưu", "may commit"),
}
_ACK = (("OMI^O23", "ORI^O24"), ("ORM^O01", "ORR^O02"), ("OML^O21", "ORL^O22"))


def statement(db: Session) -> ConformanceOut:
    """Of this installation, as it is switched on now."""
    settings, assembly = Settings(), assembly_of(db)
    told = dicom.statement()
    facility = admin.facility_if_any(db)
    takers = sorted(assembly.contributions(MessageTaker), key=lambda t: (t.type, t.id))
    sent = sorted(assembly.contributions(MessageSent), key=lambda s: s.type)
    answers = {a.type for a in assembly.contributions(AnswerTaker)}
    return ConformanceOut(
        facility=facility.name if facility else "",
        at=utc_now(),
        dicom=DicomOut(
            ae_title=dicom.our_title(db),
            port=dicom.our_port(db),
            tls_port=settings.dicom_tls_port,
            implementation=told.implementation,
            version=told.version,
            max_pdu=told.max_pdu,
            charsets=list(told.charsets),
            syntaxes=dict(told.syntaxes),
            agrees=[
                AgreesOut(
                    uid=each.uid,
                    name=each.name,
                    role="SCP",
                    right=said(_RIGHTS[each.right]),
                    syntaxes=list(each.syntaxes),
                )
                for each in told.agrees
            ],
            uses=[UsesOut(uid=u.uid, name=u.name, what=u.what) for u in told.uses],
        ),
        web=_web(db),
        hl7_port=settings.mllp_port,
        hl7_tls=settings.mllp_tls_cert is not None,
        hl7_versions=list(VERSIONS),
        hl7_charsets=[c for c in HL7_CHARSETS if c],
        taken=[
            MessageTakenOut(
                type=each.type,
                way="in",
                kinds=[k.value for k in each.kinds],
                title=said(each.title),
                answer=dict(_ACK).get(each.type, "ACK"),
                parts=_parts(each.profile),
            )
            for each in takers
        ],
        sent=[
            MessageTakenOut(
                type=each.type,
                way="out",
                kinds=[k.value for k in each.kinds],
                title=said(each.title),
                answer=dict(_ACK).get(each.type, "ACK") if each.type in answers else "ACK",
                parts=[],
            )
            for each in sent
        ],
    )


def _parts(profile: Profile | None) -> list[MessagePartOut]:
    if profile is None:
        return []
    return [
        MessagePartOut(
            name=part.name,
            must=part.must,
            many=part.many,
            needs=[
                MessageNeedOut(
                    place=f"{part.name}-{need.field}",
                    title=said(FIELDS.get(part.name, {}).get(need.field, Text("", ""))),
                    must=need.must,
                    holds=need.holds.value,
                )
                for need in part.needs
            ],
        )
        for part in profile.parts
    ]


def _web(db: Session) -> list[WebServiceOut]:
    """Every address under /dicom-web of the modules that are on."""
    found = []
    for module in assembly_of(db).modules:
        for route in _routes(module.screens):
            path = str(getattr(route, "path", ""))
            if path.startswith(_WEB):
                says = (getattr(route, "description", "") or "").split("\n")[0]
                for method in sorted(getattr(route, "methods", None) or ()):
                    found.append(WebServiceOut(method=method, path=path, says=says))
    return sorted(found, key=lambda w: (w.path, w.method))


def _routes(of: Any) -> Iterator[Any]:
    """The routes of a router, and of those that it takes in."""
    for each in getattr(of, "routes", ()):
        inside = getattr(each, "original_router", None)
        if inside is None:
            yield each
        else:
            yield from _routes(inside)


def page(of: ConformanceOut, language: str) -> str:
    """The statement as a page of its own, for a printer or to hand on."""
    vi = language == "vi"

    def word(text: Any) -> str:
        return escape(text.vi if vi else text.en)

    def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
        top = "".join(f"<th>{escape(each)}</th>" for each in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows
        )
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    name, service = ("Tên", "Dịch vụ") if vi else ("Name", "Service")
    needs = "Cần quyền" if vi else "Right"
    d = of.dicom
    agrees = [
        (a.name, a.uid, a.role, str(len(a.syntaxes)), a.right.vi if vi else a.right.en)
        for a in d.agrees
    ]
    messages = [
        (m.type, "→ HIS54" if m.way == "in" else "HIS54 →", ", ".join(m.kinds), m.answer)
        for m in [*of.taken, *of.sent]
    ]
    fields = [
        (m.type, p.name, "R" if p.must else "O", ", ".join(n.place for n in p.needs if n.must))
        for m in of.taken
        for p in m.parts
    ]
    title = "Tuyên bố tuân thủ DICOM và HL7" if vi else "DICOM and HL7 conformance statement"
    facts = [
        ("AE title", d.ae_title),
        ("TCP", str(d.port)),
        *([("TLS 1.2, 1.3", str(d.tls_port))] if d.tls_port is not None else []),
        ("Implementation class UID", d.implementation),
        ("Max PDU", str(d.max_pdu)),
        ("Specific Character Set", ", ".join(d.charsets)),
        ("HL7 MLLP", f"{of.hl7_port}{' TLS' if of.hl7_tls else ''}"),
        ("HL7 v2", ", ".join(of.hl7_versions)),
        ("MSH-18", ", ".join(of.hl7_charsets)),
    ]
    return f"""<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:14px/1.5 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}}
table{{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-size:12px}}
td,th{{border:1px solid #bbb;padding:.2rem .4rem;text-align:left;overflow-wrap:anywhere}}
thead{{display:table-header-group}}tr{{break-inside:avoid}}</style>
<h1>{title}</h1><p>{escape(of.facility)} · {of.at:%Y-%m-%d}</p>
{table((name, ""), facts)}
<h2>DICOM</h2>{table((name, "SOP class", "SCU/SCP", "Transfer syntaxes", needs), agrees)}
{table((name, "UID", service), [(u.name, u.uid, u.what) for u in d.uses])}
<h3>Transfer syntaxes</h3>{table((name, "UID"), [(n, u) for u, n in d.syntaxes.items()])}
<h2>DICOMweb</h2>{table(("", "URL"), [(w.method, w.path) for w in of.web])}
<h2>HL7 v2</h2>{table(("MSH-9", "", "", "ACK"), messages)}
{table(("MSH-9", "", "R/O", "R"), fields)}</html>"""
