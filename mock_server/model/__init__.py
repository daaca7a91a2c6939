"""Tables of the sandbox, one module per system.

Moments (`*_at`) are seconds since 1970 in UTC; phones are E.164 (`+79001234567`). What must never happen twice
(one code per login, one link per profile) is a constraint here, not an `if` elsewhere.
"""
