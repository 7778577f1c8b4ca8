"""Who owes what by when, and how each obligation stands."""

import strawberry

from sep_domain.obligations.catalogue import Obliged

# Before any module of this room names it: whoever comes first would make another of it.
strawberry.enum(Obliged)
