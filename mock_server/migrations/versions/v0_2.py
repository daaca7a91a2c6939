"""The tables of version 0.2, which kept no version in its databases: `mock_server.schema` recognizes them."""

revision = "v0_2"
down_revision = None

COLUMNS = {
    "acceptance": "invitation_token place profile_id accepted_at",
    "access_token": "token login_id client_id profile_id scope expires_at revoked_at",
    "account": "id phone email first_name last_name",
    "administrator": "organization_id phone",
    "application": "id organization_id profile_id role classes created_at decided_at confirmed reason",
    "authorization_code": "code login_id expires_at redeemed_at",
    "call": "id chat_id profile_id started_at",
    "chat": "id organization_id key kind title rank",
    "chat_member": "chat_id profile_id by_link",
    "client": "id name kind secret service_token journal_key redirect_uris frame_origins first_party strict",
    "confirmation_code": (
        "id phone address method code caller sent_at expires_at resend_at attempts_left ended_at read_at"
    ),
    "confirmation_settings": "phone method code_length lifetime_s resend_s attempts",
    "consent": "client_id account_id profile_id scope",
    "dialog": "chat_id lower_id higher_id",
    "invitation": "token organization_id role classes phone single_use created_at expires_at withdrawn_at",
    "journal_credentials": "client_id secret",
    "journal_organization": "id title classes window timeout_s",
    "journal_user": (
        "id login password organization_id last_name first_name patronymic role classes phone profile_id profile_name"
    ),
    "link": "profile_id organization_id person_id client_id created_at",
    "link_attempt": "state user_id code_verifier started_at returned_at outcome",
    "login": (
        "id flow device_id client_id redirect_uri state scope code_challenge uuid popup_origins created_at "
        "turn phone address code_id confirmed_at profile_id refused_at"
    ),
    "membership": "organization_id profile_id role classes since by_link own_role own_classes",
    "message": "id chat_id profile_id text sent_at",
    "organization": "id title kind",
    "past_membership": "id organization_id profile_id since until",
    "profile": "id account_id last_name first_name patronymic birth_date sex created_at login_id",
    "refresh_token": "token login_id expires_at ended_at",
    "school_class": "organization_id code title pinned",
    "signing_key": "id pem",
    "site_session": "token site subject_id data",
    "time_shift": "phone seconds",
    "vk_session": "token account_id",
}
"""The columns of each table."""


def upgrade() -> None:
    """Changes nothing: nobody is asked to go on from an earlier version."""
