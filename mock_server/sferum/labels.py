"""What Sferum's screens call things. The guide has no such words: they are ours."""

ROLES = {"teacher": "Педагог", "staff": "Сотрудник", "parent": "Родитель", "pupil": "Ученик"}
KINDS = {
    "school": "Школа",
    "kindergarten": "Детский сад",
    "additional-education": "Учреждение дополнительного образования",
}
