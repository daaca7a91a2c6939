"""The addresses of the Django project; the project is configured before this is imported."""

from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def me(request: HttpRequest) -> JsonResponse:
    """Returns who has signed in."""
    accounts = [account.uid for account in SocialAccount.objects.filter(user_id=request.user.pk)]
    return JsonResponse({"first_name": getattr(request.user, "first_name", ""), "accounts": accounts})


urlpatterns = [path("accounts/", include("allauth.urls")), path("me/", me)]
