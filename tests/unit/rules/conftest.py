"""The database that the rules are tested on."""

from tests.database import frozen as frozen
from tests.database import store as store
