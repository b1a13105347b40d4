"""What the desk tells. The events stand with the archive, so that what lies below the desk in the
order of modules (reports, viewers) can hear them."""

from ris_pacs.archive.events import PicturesCorrected, PicturesRejected, PicturesRestored

__all__ = ["PicturesCorrected", "PicturesRejected", "PicturesRestored"]
