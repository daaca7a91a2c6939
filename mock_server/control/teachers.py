"""What a person who tries the sandbox by hand needs at once: a teacher to sign in as, and a link undone."""

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag

from mock_server.api_description import DescribedBlueprint
from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.control.schemas.people import NewTeacher, PersonPath, TeacherMade
from mock_server.control.seeding import BrokenDataFileError, load_guide_school
from mock_server.json_api import Refusal, refuse
from mock_server.model.journal import JournalOrganization
from mock_server.rules import seeding
from mock_server.rules.people import unlink_person
from mock_server.rules.teachers import make_teacher

blueprint = DescribedBlueprint("teachers", __name__, abp_tags=[Tag(name="Teachers")], abp_responses={422: Refusal})


class UnknownOrganizationError(Exception):
    """No journal has an organization of this ID."""


@blueprint.post("/teachers", summary="Make up a teacher", responses={201: TeacherMade, 404: Refusal})
def create_teacher(body: NewTeacher) -> Response:
    """Adds a teacher of all classes to an organization's journal: an existing one's, or that of a new school №51."""
    try:
        teacher = invent_teacher(body)
    except UnknownOrganizationError:
        return refuse(404, "unknown_organization", f"organization {body.organization_id} is not known")
    except BrokenDataFileError as error:
        return refuse(500, "broken_data_file", str(error))
    return make_response(jsonify(teacher.model_dump()), 201)


def invent_teacher(body: NewTeacher) -> TeacherMade:
    """Makes the teacher. Raises UnknownOrganizationError, BrokenDataFileError."""
    guide_school = load_guide_school() if body.organization_id is None else None
    with get_sandbox().store.write() as session:
        moment = now(session, None)
        organization_id = body.organization_id
        if guide_school is not None:
            organization_id = seeding.create_organization(session, guide_school.model_dump(), moment)
        organization = session.get(JournalOrganization, organization_id)
        if organization is None:
            raise UnknownOrganizationError
        names = body.model_dump(include={"last_name", "first_name", "patronymic"})
        user, profile_id = make_teacher(session, organization, names, moment, profile=body.profile)
        return TeacherMade(
            **{name: getattr(user, name) for name in TeacherMade.model_fields.keys() - {"person_id", "profile_id"}},
            person_id=str(user.id),
            profile_id=profile_id,
        )


@blueprint.delete("/people/<phone>/links", summary="Undo a person's links", responses={204: None})
def delete_links(path: PersonPath) -> Response:
    """Unlinks the person at Sferum and in the sandbox's journal, if linked. A journal of a vendor is not told."""
    undo_links(path.phone)
    return make_response("", 204)


def undo_links(phone: str) -> int:
    """Undoes the links of one person; returns how many there were."""
    with get_sandbox().store.write() as session:
        return unlink_person(session, phone)
