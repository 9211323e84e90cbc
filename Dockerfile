# Hexscan as a container. Its steps are the same as without one: `make install`, then `serve`.
#
#   docker build -t hexscan .
#   docker run --read-only --tmpfs /tmp -v hexscan-data:/data -p 8050:8050 \
#       -e HEXSCAN_SECRET_KEY=... hexscan
#   docker run --rm -v hexscan-data:/data -v /srv/incoming:/incoming:ro hexscan import /incoming

FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/hexscan
COPY . .
RUN make install

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home hexscan && install -d -o hexscan -g hexscan -m 0700 /data
COPY --from=build /srv/hexscan /srv/hexscan
WORKDIR /srv/hexscan
ENV HEXSCAN_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER hexscan
VOLUME /data
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/srv/hexscan/.venv/bin/python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('HEXSCAN_PORT', 8050)}/health/ready\", timeout=4)"]
ENTRYPOINT ["/srv/hexscan/.venv/bin/python", "-m", "dashboard"]
CMD ["serve", "--host", "0.0.0.0"]
