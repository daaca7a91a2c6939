# The sandbox, from the suite's wheel, without a browser. Build it from the project's folder; its sites are then at
# 127.0.0.1, ports 5001 to 5005, as without docker:
#
#     docker build -f docker/sandbox.Dockerfile -t sferum-sandbox .
#     docker run --rm --init -p 127.0.0.1:5001-5005:5001-5005 -e SANDBOX_CONTROL_TOKEN=… sferum-sandbox
#
# Options of `sferum sandbox` go to the end; a name with a dot by which it is reached: -e SANDBOX_ALLOW_HOST=…
FROM python:3.13.9-slim-bookworm AS wheel

WORKDIR /source
COPY . .
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13.9-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

# What the sandbox imports, and not what the suite does: no Playwright.
COPY constraints.txt /tmp/
COPY --from=wheel /wheel /tmp/wheel
RUN python -m pip install --no-cache-dir --constraint /tmp/constraints.txt \
        alembic anyascii Babel click cryptography filelock Flask 'flask-openapi3[swagger]' httpx openpyxl orjson \
        phonenumbers 'psycopg[binary]' pydantic PyJWT SQLAlchemy waitress \
    && python -m pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
    && rm -r /tmp/wheel /tmp/constraints.txt

USER 1000
WORKDIR /tmp
EXPOSE 5001-5005
ENTRYPOINT ["python", "-m", "mock_server", "--host", "0.0.0.0"]
