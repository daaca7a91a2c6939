"""One running sandbox per worker, for commands that ask one."""

from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox
