// What the app is told. Apart from the app itself: some of it is known only when the app, and what stands before it, are there.
// FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_EXTENSION_VERSION and WEBSITE_RUN_FROM_PACKAGE have no place on this plan
// (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations).

import { queues } from '../names.bicep'
import { Stage } from '../stages.bicep'
import { Settings } from '../types.bicep'

@description('Name of the app.')
param appName string

@description('How large and how careful.')
param stage Stage

@description('Name of the identity the app works under.')
param identityName string

@description('Account of the host.')
param hostAccountName string

@description('Account of the content.')
param contentAccountName string

@description('Name of the Application Insights resource.')
param insightsName string

@description('Scheme and host under which readers find the portal.')
param publicUrl string

@description('Whether editors sign in with Entra ID.')
param editorSignIn bool

@description('Settings besides those below, as in Visits__FreshFor.')
param more Settings

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource content 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: contentAccountName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

// The identity of the app stands for a client secret.
var signInSettings = editorSignIn ? { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.properties.clientId } : {}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(more, signInSettings, {
    // Of whatever asks for a credential without saying whose.
    AZURE_CLIENT_ID: identity.properties.clientId

    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'

    // The host's traces and the app's are one; in host.json it would take the log from who runs the app locally.
    AzureFunctionsJobHost__telemetryMode: 'OpenTelemetry'

    // The address / is the app's.
    AzureWebJobsDisableHomepage: 'true'
    AzureWebJobsStorage__accountName: hostAccountName
    AzureWebJobsStorage__clientId: identity.properties.clientId
    AzureWebJobsStorage__credential: 'managedidentity'

    // Read by the app and, for the queue triggers, by the host and the platform's scaler.
    Content__blobServiceUri: content.properties.primaryEndpoints.blob
    Content__clientId: identity.properties.clientId
    Content__credential: 'managedidentity'
    Content__queueServiceUri: content.properties.primaryEndpoints.queue
    Content__tableServiceUri: content.properties.primaryEndpoints.table

    Feeds__AllowCrawlers: stage.allowCrawlers ? 'true' : 'false'
    Portal__PublicUrl: publicUrl

    // What triggers name as %…%: the scaler resolves plain names only.
    CompactSchedule: '0 * * * * *'
    NotificationEventsQueue: queues.notificationEvents
    OperationsQueue: queues.operations
    SectionsSchedule: '*/30 * * * * *'
    SearchEventsQueue: queues.searchEvents
    SearchSchedule: '30 */5 * * * *'
    SeedEventsQueue: queues.seedEvents
    ReconcileSchedule: '0 * * * * *'
  })
}
