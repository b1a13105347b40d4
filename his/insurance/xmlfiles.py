"""The files as they travel: each table an XML text, base64 in one envelope (GIAMDINHHS).

As the gateway's guide and real files have it: inner texts without a declaration, values in
CDATA, base64 in lines of 64. Writing is deterministic; reading is strict and never opens
entities or the network.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from lxml import etree

from his.insurance.layouts import IN_ENVELOPE, Layout

Rows = Sequence[Mapping[str, str]]
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_blank_text": True,
}


class NotADossier(ValueError):
    """A file that is not what the gateway takes; the text says where."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was in a file: whose, made when, the dossiers' tables, and the signature, if any."""

    facility: str
    made_on: str  # yyyyMMdd
    dossiers: tuple[Mapping[str, Rows], ...]
    signed: bool


def table_xml(table: str, rows: Rows, layout: Layout) -> bytes:
    """One table as it stands inside the envelope."""
    element = _table(table, rows, layout)
    written: bytes = etree.tostring(element, encoding="utf-8", pretty_print=True)
    return written


def check_in_xml(row: Mapping[str, str], layout: Layout) -> bytes:
    """XML0: a file of its own, with the place of the signature after the list."""
    element = _table("XML0", [row], layout)
    etree.SubElement(element, "CHUKYDONVI")
    written: bytes = etree.tostring(
        element, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return written


def envelope(
    tables: Mapping[str, Rows], layout: Layout, *, facility: str, made_on: date
) -> etree._Element:
    """One dossier in its envelope, unsigned."""
    root = etree.Element("GIAMDINHHS")
    unit = etree.SubElement(root, "THONGTINDONVI")
    etree.SubElement(unit, "MACSKCB").text = facility
    info = etree.SubElement(root, "THONGTINHOSO")
    etree.SubElement(info, "NGAYLAP").text = f"{made_on:%Y%m%d}"
    etree.SubElement(info, "SOLUONGHOSO").text = "1"
    files = etree.SubElement(etree.SubElement(info, "DANHSACHHOSO"), "HOSO")
    for table in IN_ENVELOPE:
        if rows := tables.get(table):
            file = etree.SubElement(files, "FILEHOSO")
            etree.SubElement(file, "LOAIHOSO").text = table
            inner = base64.b64encode(table_xml(table, rows, layout)).decode()
            etree.SubElement(file, "NOIDUNGFILE").text = "\n".join(wrap(inner, 64))
    etree.SubElement(root, "CHUKYDONVI")
    return root


def as_bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def read(data: bytes, layout: Layout) -> Envelope:
    """Take a file apart again. Raises NotADossier."""
    root = _parsed(data)
    if root.tag != "GIAMDINHHS":
        raise NotADossier(f"{root.tag} instead of GIAMDINHHS")
    found: list[dict[str, Rows]] = []
    for one in root.findall("THONGTINHOSO/DANHSACHHOSO/HOSO"):
        tables: dict[str, Rows] = {}
        for file in one.findall("FILEHOSO"):
            name, body = _said(file, "LOAIHOSO"), _said(file, "NOIDUNGFILE")
            if name not in layout.tables:
                raise NotADossier(f"LOAIHOSO {name!r}")
            if body.strip():
                tables[name] = _rows(name, _decoded(name, body), layout)
        found.append(tables)
    count = _said(root, "THONGTINHOSO/SOLUONGHOSO")
    if count != str(len(found)):
        raise NotADossier(f"SOLUONGHOSO {count}, but {len(found)} HOSO")
    signature = root.find("CHUKYDONVI")
    return Envelope(
        facility=_said(root, "THONGTINDONVI/MACSKCB"),
        made_on=_said(root, "THONGTINHOSO/NGAYLAP"),
        dossiers=tuple(found),
        signed=signature is not None and len(signature) > 0,
    )


def read_check_in(data: bytes, layout: Layout) -> Mapping[str, str]:
    """The row of a check-in file. Raises NotADossier."""
    rows = _rows("XML0", data, layout)
    if len(rows) != 1:
        raise NotADossier("XML0 with other than one row")
    return rows[0]


def _table(table: str, rows: Rows, layout: Layout) -> etree._Element:
    found = layout.tables[table]
    *outer, each = found.path
    root = parent = etree.Element(outer[0] if outer else each)
    for name in outer[1:]:
        parent = etree.SubElement(parent, name)
    for row in rows:
        element = parent if not outer else etree.SubElement(parent, each)
        for field in found.fields:
            value = row.get(field.name, "")
            child = etree.SubElement(element, field.name)
            if value:
                child.text = value if field.number or field.clock else etree.CDATA(value)
    return root


def _rows(table: str, data: bytes, layout: Layout) -> Rows:
    root = _parsed(data)
    path = layout.tables[table].path
    if root.tag != path[0]:
        raise NotADossier(f"{table}: {root.tag} instead of {path[0]}")
    found = root.findall("/".join(path[1:])) if len(path) > 1 else [root]
    known = {field.name for field in layout.tables[table].fields}
    rows = []
    for element in found:
        row = {str(child.tag): child.text or "" for child in element}
        if strange := set(row) - known:
            raise NotADossier(f"{table}: unknown field {sorted(strange)[0]}")
        rows.append(row)
    return rows


def _parsed(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise NotADossier(str(error)) from None


def _decoded(name: str, body: str) -> bytes:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except ValueError:
        raise NotADossier(f"{name}: not base64") from None


def _said(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
