"""Repeatable measurements: HIS54 beside a bare limit, in one run, on one machine."""
