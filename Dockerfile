# syntax=docker/dockerfile:1

# The service without a database: `docker-compose.yml` gives it one.
FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements-build.lock requirements-runtime.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements-build.lock \
    && python -m venv /opt/sep-ledger \
    && /opt/sep-ledger/bin/pip install --require-hashes --only-binary :all: -r requirements-runtime.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/sep-ledger/bin/pip install --no-deps --no-index /wheel/*.whl

FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
RUN useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin sep-ledger \
    && install --directory --owner=10001 --mode=0700 /var/lib/sep-ledger /var/lib/sep-ledger-documents
COPY --from=build /opt/sep-ledger /opt/sep-ledger
ENV PATH=/opt/sep-ledger/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SEP_LEDGER_HOST=0.0.0.0 \
    SEP_LEDGER_PORT=8008 \
    SEP_LEDGER_DATA_DIR=/var/lib/sep-ledger \
    SEP_LEDGER_LOG_FORMAT=json
USER 10001
WORKDIR /home/sep-ledger
EXPOSE 8008
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8008/readyz', timeout=4)"]
ENTRYPOINT ["sep-ledger"]
CMD ["serve"]
