"""The journal as a WSGI application."""

from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from examples.django_journal import settings as journal_settings
from examples.django_journal.config import Config


def create_application(config: Config) -> Callable[..., Any]:
    """Creates the application. A process has one: Django has one set of settings per process."""
    settings.configure(**journal_settings.django_settings(config))
    django.setup()
    application: Callable[..., Any] = get_wsgi_application()
    return application
