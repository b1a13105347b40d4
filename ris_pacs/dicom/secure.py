"""TLS on a line: what we show, whom we believe. The names of files and certificates come in; only
a refusal in one word goes out.

A node is believed by the certificates that are entered for it: its own (then no name matters), or
those of who signed it (then the name or address that is called must stand in it). Without any,
those of the house (HIS54_DICOM_TLS_CA), or of the machine.
"""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kernel.settings import Settings


class NotTrusted(Exception):
    """No line in TLS; `why` is one word: tls_untrusted, tls_name, tls_refused."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(why)
        self.why, self.said = why, said


@dataclass(frozen=True, slots=True)
class Trust:
    """That a node is called in TLS, and the certificates (PEM) that it is believed by."""

    certificates: str = ""


def server(settings: Settings) -> ssl.SSLContext:
    """For those who call us; with a CA they must show a certificate of it. Raises OSError."""
    if settings.dicom_tls_cert is None:
        raise OSError(0, "HIS54_DICOM_TLS_PORT needs HIS54_DICOM_TLS_CERT")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(Path(settings.dicom_tls_cert), settings.dicom_tls_key)
    if settings.dicom_tls_ca is not None:
        context.load_verify_locations(settings.dicom_tls_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def changed(settings: Settings) -> tuple[int, ...]:
    """Differs when a certificate was renewed."""
    files = (settings.dicom_tls_cert, settings.dicom_tls_key, settings.dicom_tls_ca)
    told = []
    for each in files:
        with suppress(OSError):
            told.append(each.stat().st_mtime_ns if each else 0)
    return tuple(told)


def read(pem: str) -> list[x509.Certificate]:
    """Raises ValueError."""
    return x509.load_pem_x509_certificates(pem.encode()) if pem.strip() else []


def called(line: socket.socket, host: str, trust: Trust) -> ssl.SSLSocket:
    """The line to a node that we called, in TLS. Raises NotTrusted, OSError."""
    settings = Settings()
    try:
        context = _client(settings, trust)
        secured = context.wrap_socket(line, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise NotTrusted("tls_untrusted", error.verify_message) from error
    except (ssl.SSLError, ConnectionError, ValueError) as error:
        raise NotTrusted("tls_refused", getattr(error, "reason", "") or str(error)) from error
    shown = secured.getpeercert(binary_form=True) or b""
    pinned = {each.public_bytes(Encoding.DER) for each in read(trust.certificates)}
    if shown not in pinned and not _names(shown, host):
        secured.close()
        raise NotTrusted("tls_name", host)
    return secured


def _client(settings: Settings, trust: Trust) -> ssl.SSLContext:
    if trust.certificates.strip():
        context = ssl.create_default_context(cadata=trust.certificates)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # its own one is enough
    else:
        ours = settings.dicom_tls_ca
        context = ssl.create_default_context(cafile=str(ours) if ours else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # `called` looks itself: a pinned one needs no name
    if settings.dicom_tls_cert is not None:
        context.load_cert_chain(Path(settings.dicom_tls_cert), settings.dicom_tls_key)
    return context


def _names(shown: bytes, host: str) -> bool:
    """Whether a certificate is for this name or address."""
    try:
        of = x509.load_der_x509_certificate(shown).extensions
        told = of.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    try:
        return ip_address(host) in told.get_values_for_type(x509.IPAddress)
    except ValueError:
        return host.lower() in {n.lower() for n in told.get_values_for_type(x509.DNSName)}
