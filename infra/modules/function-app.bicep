// The app on Flex Consumption: pays for what runs, and for what is kept ready if anything is.

import { deploymentContainer } from '../names.bicep'
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

@description('Name of the identity the app works under.')
param identityName string

@description('Account of the host.')
param hostAccountName string

@description('Origins of pages elsewhere that may read the API.')
param origins string[]

@description('Name of the Front Door that alone may ask the app; empty when everyone may.')
param frontDoorName string

@description('Client id of the app registration with which editors sign in; empty when they do not.')
param editorClientId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: hostAccountName
}

resource frontDoor 'Microsoft.Cdn/profiles@2025-12-01' existing = if (!empty(frontDoorName)) {
  name: frontDoorName
}

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
      '${identity.id}': {}
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
          value: '${hostAccount.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
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
      ipSecurityRestrictions: empty(frontDoorName)
        ? []
        : [
            {
              action: 'Allow'
              headers: {
                'x-azure-fdid': [frontDoor!.properties.frontDoorId]
              }
              ipAddress: 'AzureFrontDoor.Backend'
              name: 'front-door'
              priority: 100
              tag: 'ServiceTag'
            }
          ]
      ipSecurityRestrictionsDefaultAction: empty(frontDoorName) ? 'Allow' : 'Deny'
      minTlsVersion: '1.2'
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
      scmMinTlsVersion: '1.2'
    }
  }

  // Readers are anonymous. The identity of the app stands for a client secret.
  resource signIn 'config' = if (!empty(editorClientId)) {
    name: 'authsettingsV2'
    properties: {
      globalValidation: {
        requireAuthentication: false
        unauthenticatedClientAction: 'AllowAnonymous'
      }
      httpSettings: {
        forwardProxy: {
          convention: empty(frontDoorName) ? 'NoProxy' : 'Standard'
        }
        requireHttps: true
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: editorClientId
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [editorClientId]
          }
        }
      }
      login: {
        tokenStore: {
          enabled: false
        }
      }
      platform: {
        enabled: true
      }
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

@description('Host name of the platform.')
output hostName string = app.properties.defaultHostName
