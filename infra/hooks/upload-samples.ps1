# Uploads the sample documents when SEED_SAMPLES is true (azd env set SEED_SAMPLES true), as the person who is logged in.
$ErrorActionPreference = 'Stop'

if ($env:SEED_SAMPLES -ne 'true') {
  Write-Output 'No samples are uploaded; azd env set SEED_SAMPLES true asks for them.'
  exit 0
}

$account = $env:CONTENT_STORAGE_ACCOUNT_NAME
$container = $env:SEEDS_CONTAINER_NAME
if (-not $account -or -not $container) {
  throw 'CONTENT_STORAGE_ACCOUNT_NAME and SEEDS_CONTAINER_NAME are set by azd provision.'
}

$source = Join-Path $PSScriptRoot '../../seeds'

# A right that was just given takes a while, up to some minutes, until storage knows of it.
foreach ($try in 1..20) {
  az storage blob upload-batch --auth-mode login --account-name $account --destination $container --source $source --overwrite --only-show-errors --output none
  if ($LASTEXITCODE -eq 0) {
    Write-Output "The samples are uploaded; the portal publishes them within a minute: $env:SERVICE_API_ENDPOINT/api/articles"
    exit 0
  }

  Start-Sleep -Seconds 15
}

throw "The samples could not be uploaded. Is Storage Blob Data Contributor on the container $container yours? docs/deployment.md says how to get it."
