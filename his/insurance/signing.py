"""The facility's signature on a file (chữ ký số): XML-DSig, enveloped, laid into CHUKYDONVI.

The exact profile that the gateway expects could not be verified: RSA-SHA256, exclusive C14N,
the certificate in KeyInfo. The screen says so. PKCS#11 tokens are not supported yet.
"""

from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from lxml import etree

from his.insurance.errors import NotACertificate

_DS = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True, slots=True)
class Seal:
    """A key with its certificate, and who it names."""

    key: RSAPrivateKey
    certificate: Certificate

    @property
    def names(self) -> str:
        return self.certificate.subject.rfc4514_string()[:300]

    @property
    def until(self) -> date:
        return self.certificate.not_valid_after_utc.date()


def open_seal(data: bytes, passphrase: str) -> Seal:
    """Read a PKCS#12 file. Raises NotACertificate."""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except ValueError as error:
        raise NotACertificate from error
    if not isinstance(key, RSAPrivateKey) or certificate is None:
        raise NotACertificate
    return Seal(key, certificate)


def sign(root: etree._Element, seal: Seal) -> etree._Element:
    """The document with its signature inside CHUKYDONVI."""
    from signxml.algorithms import CanonicalizationMethod, SignatureMethod
    from signxml.signer import XMLSigner

    place = root.find("CHUKYDONVI")
    if place is None:
        raise NotACertificate
    etree.SubElement(place, f"{{{_DS}}}Signature", Id="placeholder", nsmap={"ds": _DS})
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed: etree._Element = signer.sign(root, key=seal.key, cert=[seal.certificate])
    return signed


def verified(data: bytes, certificate: Certificate) -> bool:
    """Whether a file carries this certificate's signature over its content."""
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    expected = SignatureConfiguration(location=".//CHUKYDONVI/")
    try:
        XMLVerifier().verify(data, x509_cert=certificate, expect_config=expected)
    except Exception:  # noqa: BLE001 (whatever it is, the signature does not hold)
        return False
    return True
