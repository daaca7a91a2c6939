# The first of the example journals, for compose.yml: it plays a vendor's.
FROM python:3.13.9-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /journal

COPY constraints.txt ./
RUN python -m pip install --no-cache-dir --constraint constraints.txt click Django httpx waitress
COPY examples/ examples/

USER 1000
EXPOSE 8011
ENTRYPOINT ["python", "-m", "examples.django_journal"]
