#!/bin/sh
# Uploads the sample documents when SEED_SAMPLES is true (azd env set SEED_SAMPLES true), as the person who is logged in.
set -eu

if [ "${SEED_SAMPLES:-false}" != true ]; then
  echo "No samples are uploaded; azd env set SEED_SAMPLES true asks for them."
  exit 0
fi

account=${CONTENT_STORAGE_ACCOUNT_NAME:?is set by azd provision}
container=${SEEDS_CONTAINER_NAME:?is set by azd provision}
source=$(cd "$(dirname "$0")/../../seeds" && pwd)

# A right that was just given takes a while, up to some minutes, until storage knows of it.
tries=${UPLOAD_TRIES:-20}
until az storage blob upload-batch --auth-mode login --account-name "$account" --destination "$container" --source "$source" --overwrite --only-show-errors --output none; do
  tries=$((tries - 1))
  if [ "$tries" -le 0 ]; then
    echo "The samples could not be uploaded. Is Storage Blob Data Contributor on the container $container yours? docs/deployment.md says how to get it." >&2
    exit 1
  fi
  sleep "${UPLOAD_WAIT:-15}"
done

echo "The samples are uploaded; the portal publishes them within a minute: ${SERVICE_API_ENDPOINT:-}/api/articles"
