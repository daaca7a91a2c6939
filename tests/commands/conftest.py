"""One running sandbox a worker, for commands that ask one."""

from tests.own_sandbox import control as control
from tests.own_sandbox import oauth_user as oauth_user
from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox
