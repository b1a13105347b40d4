"""What a version says, as a digest: a word that was changed in the database is found out."""

import hashlib
import json

from ris_pacs.reading.models import ReadingVersion

_SAID = (
    "number",
    "kind",
    "title",
    "findings",
    "conclusion",
    "recommendation",
    "critical",
    "structured",
    "key_images",
    "reason",
    "study_uid",
    "writer_name",
    "signed_by_name",
)


def digest_of(version: ReadingVersion) -> str:
    """Over all that it says: whoever changes a word in the database is found out."""
    said = {name: getattr(version, name) for name in _SAID}
    if version.measurements is not None:  # versions from before there were any keep their digest
        said["measurements"] = version.measurements
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()
