"""`[other_school]` of a target file: a second school of the journal's, in which one of the teachers works too."""

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from automation.people import Role, Teacher
from pages.labels import NonBlankText
from pages.sign_in_form import SignInStep


def _check_steps(steps: list[SignInStep]) -> list[SignInStep]:
    if not steps:
        raise ValueError("нужен хотя бы один шаг")
    return steps


Steps = Annotated[list[SignInStep], AfterValidator(_check_steps)]


class OtherSchoolTable(BaseModel):
    """The school, the teacher as it knows them, and how the teacher goes there and back."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    teacher: NonBlankText
    """The login of a teacher of the pool."""
    id: Annotated[int, Field(ge=1, le=2**53)]
    """The organization's, as Sferum knows it."""
    title: NonBlankText
    person_id: NonBlankText | None = None
    """None: as in the teacher's own row."""
    role: Role = "teacher"
    classes: list[NonBlankText] = []
    """The teacher's, by the codes by which the journal names them to Sferum."""
    enter: Steps
    """What the teacher does to be in this school, as the steps of a sign-in say it."""
    leave: Steps
    """What the teacher does to be in the first school again."""

    def describe_teacher(self, teacher: Teacher) -> Teacher:
        """Returns the teacher as this school knows them."""
        return replace(
            teacher,
            organization_id=self.id,
            person_id=self.person_id or teacher.person_id,
            role=self.role,
            classes=tuple(self.classes),
        )
