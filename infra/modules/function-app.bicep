// The app on Flex Consumption: pays for what runs, and for what is kept ready if anything is.

import { Stage } from '../stages.bicep'
import { Tags } from '../types.bicep'

@description('Name of the app.')
param name string

@description('Name of the plan; a plan of this kind takes one app.')
param planName string

@description('Where they are.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('Name of the service in azure.yaml: azd finds the app by it.')
param serviceName string

@description('How large and how careful.')
param stage Stage

@description('The identity the app works under.')
param identityId string

@description('Address of the container that the platform takes the app from.')
param deploymentAddress string

@description('Origins of pages elsewhere that may read the API.')
param origins string[]

@description('Id of the Front Door that alone may ask the app; empty when everyone may.')
param frontDoorId string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    clientAffinityEnabled: false
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentAddress
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        alwaysReady: concat(
          stage.alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: stage.alwaysReadyHttp }] : [],
          stage.alwaysReadyIngestion > 0
            ? [{ name: 'function:IngestSeed', instanceCount: stage.alwaysReadyIngestion }]
            : []
        )
        instanceMemoryMB: stage.instanceMemoryMB
        maximumInstanceCount: stage.maximumInstances
        triggers: {
          http: {
            perInstanceConcurrency: stage.httpConcurrency
          }
        }
      }
    }
    siteConfig: {
      cors: {
        allowedOrigins: origins
        supportCredentials: false
      }
      // Who went round Front Door would go round its cache and its limits.
      ipSecurityRestrictions: empty(frontDoorId)
        ? []
        : [
            {
              action: 'Allow'
              headers: {
                'x-azure-fdid': [frontDoorId]
              }
              ipAddress: 'AzureFrontDoor.Backend'
              name: 'front-door'
              priority: 100
              tag: 'ServiceTag'
            }
          ]
      ipSecurityRestrictionsDefaultAction: empty(frontDoorId) ? 'Allow' : 'Deny'
      minTlsVersion: '1.2'
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
      scmMinTlsVersion: '1.2'
    }
  }

  // Deployment is by Entra ID alone.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

@description('Resource id.')
output id string = app.id

@description('Name.')
output name string = app.name

@description('Host name of the platform.')
output hostName string = app.properties.defaultHostName
