# The sandbox. Build it from the project's folder; its sites are then at 127.0.0.1, ports 5001 to 5005, as without docker:
#
#     docker build -f docker/sandbox.Dockerfile -t sferum-sandbox .
#     docker run --rm --init -p 127.0.0.1:5001-5005:5001-5005 -e SANDBOX_CONTROL_TOKEN=… sferum-sandbox
#
# Options of `python -m mock_server` go to the end; a name with a dot by which it is reached: -e SANDBOX_ALLOW_HOST=…
FROM python:3.13.9-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /sandbox

COPY constraints.txt ./
RUN python -m pip install --no-cache-dir --constraint constraints.txt \
        anyascii Babel click cryptography Flask flask-openapi3 httpx openpyxl phonenumbers pydantic PyJWT SQLAlchemy waitress
COPY mock_server/ mock_server/

USER 1000
EXPOSE 5001-5005
ENTRYPOINT ["python", "-m", "mock_server", "--host", "0.0.0.0"]
