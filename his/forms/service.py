"""The front door of the forms."""

from his.forms.keeping import forms, in_force, sample, save, trial, versions, withdraw

__all__ = ["forms", "in_force", "sample", "save", "trial", "versions", "withdraw"]
