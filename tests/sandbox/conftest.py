"""One running sandbox per worker, and a database for tests that compare its rules with its answers."""

from tests.database import store as store
from tests.own_sandbox import control as control
from tests.own_sandbox import oauth_user as oauth_user
from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox
