#!/bin/sh
# Run once by the PostgreSQL image, when its data volume is still empty: creates the database mycelium-dev,
# its user mycelium-user and the whole schema.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres \
  --file /mycelium/up.sql --set db_password="$MYC_DB_PASSWORD"
