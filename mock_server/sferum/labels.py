"""What Sferum's screens call roles and kinds of organizations. The guide has no such words: they are ours."""

from mock_server.rules import membership

ROLES = {
    "teacher": "Педагог",
    "admin": "Администратор",
    "staff": "Сотрудник",
    "parent": "Родитель",
    "pupil": "Ученик",
}
OFFERED_ROLES = {role: ROLES[role] for role in membership.ROLES}
"""Roles that invitations and applications may ask for."""
KINDS = {
    "school": "Школа",
    "kindergarten": "Детский сад",
    "additional-education": "Учреждение дополнительного образования",
}
