"""Who somebody is: users, roles, passwords, sessions, second factor, tokens, lock-out.

Written for TT 54/2017, criteria 30, 114 and 123. `door.actor_of` answers who sends a request;
`sign_in` lets people in; `grants` knows what roles add up to.
"""
