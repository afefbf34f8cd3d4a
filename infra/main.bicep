// The portal in Azure: one resource group with all it needs, and no key, password or connection string in any of it.
//
//   az deployment sub create --location westeurope --template-file infra/main.bicep --parameters infra/main.dev.bicepparam
//
// or azd up, which builds and deploys the app besides. See docs/deployment.md.

targetScope = 'subscription'

import { containers } from 'names.bicep'
import { Stage } from 'stages.bicep'
import { Editor, Settings } from 'types.bicep'

@description('Name of the environment: part of the names of all resources.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Where everything is that has a place: a region that has Flex Consumption.')
@minLength(1)
param location string

@description('How large and how careful: stages.dev or stages.prod of stages.bicep, or one of these with changes.')
param stage Stage

@description('Scheme and host under which readers find the portal, as in https://portal.example. Empty: Front Door\'s, or the app\'s own.')
param publicUrl string = ''

@description('Origins of pages elsewhere that may read the API and upload by links, as in https://desk.example.')
param origins string[] = []

@description('Who is told when something is wrong. Empty: the owners of the subscription.')
param alertEmails string[] = []

@description('Who may upload documents with tools of their own.')
param editors Editor[] = []

@description('Client id of the app registration with which editors sign in to the editors\' pages. Empty: they sign in with keys.')
param editorClientId string = ''

@description('Settings of the app besides those it needs, as in { Visits__FreshFor: \'00:00:05\' }.')
param settings Settings = {}

@description('First day of the month that the budget begins with. Azure takes only the current month or a later one when a budget is made.')
param budgetStart string = '${utcNow('yyyy-MM')}-01'

var tags = {
  'azd-env-name': environmentName
  application: 'sme-portal'
}
var token = toLower(uniqueString(subscription().id, environmentName, location))

// Known before anything is made: what-if tells little of a resource whose name is another's output.
var identityName = 'id-sme-${token}'
var insightsName = 'appi-sme-${token}'
var contentAccountName = 'stcontent${token}'
var hostAccountName = 'sthost${token}'
var topicName = 'evgt-sme-${token}'
var appName = 'func-sme-${token}'
var frontDoorName = 'afd-sme-${token}'
var endpointName = 'sme-${token}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-sme-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: identityName
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  dependsOn: [identity]
  params: {
    workspaceName: 'log-sme-${token}'
    insightsName: insightsName
    location: location
    tags: tags
    stage: stage
    identityName: identityName
  }
}

module contentStorage 'modules/content-storage.bicep' = {
  scope: group
  dependsOn: [identity]
  params: {
    name: contentAccountName
    location: location
    tags: tags
    stage: stage
    origins: empty(publicUrl) ? origins : union(origins, [publicUrl])
    identityName: identityName
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  dependsOn: [identity]
  params: {
    name: hostAccountName
    location: location
    tags: tags
    stage: stage
    identityName: identityName
  }
}

module editorAccess 'modules/editors.bicep' = {
  scope: group
  dependsOn: [contentStorage]
  params: {
    contentAccountName: contentAccountName
    editors: editors
  }
}

module eventGrid 'modules/event-grid.bicep' = {
  scope: group
  dependsOn: [contentStorage]
  params: {
    name: topicName
    location: location
    tags: tags
    contentAccountName: contentAccountName
  }
}

module frontDoor 'modules/front-door.bicep' = if (stage.frontDoor) {
  scope: group
  params: {
    name: frontDoorName
    endpointName: endpointName
    tags: tags
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  dependsOn: [hostStorage, frontDoor]
  params: {
    name: appName
    planName: 'plan-sme-${token}'
    location: location
    tags: tags
    serviceName: 'api'
    stage: stage
    identityName: identityName
    hostAccountName: hostAccountName
    origins: origins
    frontDoorName: stage.frontDoor ? frontDoorName : ''
    editorClientId: editorClientId
  }
}

module frontDoorRoutes 'modules/front-door-routes.bicep' = if (stage.frontDoor) {
  scope: group
  dependsOn: [frontDoor]
  params: {
    profileName: frontDoorName
    endpointName: endpointName
    appHostName: functionApp.outputs.hostName
  }
}

var ownUrl = 'https://${stage.frontDoor ? frontDoor!.outputs.hostName : functionApp.outputs.hostName}'

module appSettings 'modules/app-settings.bicep' = {
  scope: group
  dependsOn: [contentStorage, monitoring]
  params: {
    appName: appName
    stage: stage
    identityName: identityName
    hostAccountName: hostAccountName
    contentAccountName: contentAccountName
    insightsName: insightsName
    publicUrl: empty(publicUrl) ? ownUrl : publicUrl
    editorSignIn: !empty(editorClientId)
    more: settings
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  dependsOn: [eventGrid, functionApp, monitoring]
  params: {
    groupName: 'ag-sme-${token}'
    prefix: 'sme-${environmentName}'
    location: location
    tags: tags
    stage: stage
    emails: alertEmails
    insightsName: insightsName
    appName: appName
    contentAccountName: contentAccountName
    topicName: topicName
    budgetStart: budgetStart
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  dependsOn: [monitoring]
  params: {
    displayName: 'Portal ${environmentName}'
    location: location
    tags: tags
    insightsName: insightsName
  }
}

@description('The resource group: azd deploys into it.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where everything is.')
output AZURE_LOCATION string = location

@description('Name of the app.')
output AZURE_FUNCTION_APP_NAME string = appName

@description('Name of the app that runs the service api of azure.yaml.')
output SERVICE_API_NAME string = appName

@description('Where readers find the portal.')
output SERVICE_API_ENDPOINT string = empty(publicUrl) ? ownUrl : publicUrl

@description('The account that editors upload to.')
output CONTENT_STORAGE_ACCOUNT_NAME string = contentAccountName

@description('The container that editors upload to.')
output SEEDS_CONTAINER_NAME string = containers.seeds
