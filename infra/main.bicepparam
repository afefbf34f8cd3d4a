// What azd takes: it puts the values of its environment (azd env set NAME VALUE) where they are read here.

using 'main.bicep'

import { stages } from 'stages.bicep'

var emails = readEnvironmentVariable('ALERT_EMAILS', '')
var corsOrigins = readEnvironmentVariable('CORS_ORIGINS', '')
var principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param stage = stages[readEnvironmentVariable('PORTAL_STAGE', 'dev')]
param publicUrl = readEnvironmentVariable('PORTAL_PUBLIC_URL', '')
param alertEmails = empty(emails) ? [] : split(emails, ',')
param editorClientId = readEnvironmentVariable('EDITOR_CLIENT_ID', '')
param origins = empty(corsOrigins) ? [] : split(corsOrigins, ',')

// Who deploys may upload, if the samples are asked for.
param editors = readEnvironmentVariable('SEED_SAMPLES', 'false') == 'true' && !empty(principalId)
  ? [
      {
        principalId: principalId
        principalType: readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
      }
    ]
  : []
