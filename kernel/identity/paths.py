"""Which routes ask for no permission. The architecture tests allow these and no others."""

PUBLIC = frozenset({"session.sign_in"})
"""Operations that anybody may send, signed in or not."""

OWN = frozenset(
    {
        "session.me",
        "session.sign_out",
        "session.open_sessions",
        "session.end_session",
        "session.end_other_sessions",
        "session.change_password",
        "session.speak",
        "session.enrol",
        "session.confirm",
        "session.remove",
    }
)
"""Operations on oneself: signed in is enough."""
