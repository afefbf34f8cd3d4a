// The account that holds the content: documents, articles, images, lists, visits.

import { containers, deadLetterContainer, queues, tables } from '../names.bicep'
import { roles } from '../roles.bicep'
import { Stage } from '../stages.bicep'
import { Tags } from '../types.bicep'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it is.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('How large and how careful.')
param stage Stage

@description('Origins of pages that upload from a browser by links of POST /api/upload-links.')
param origins string[]

@description('Name of the identity the app works under.')
param identityName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: stage.redundancy
  }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    // No key, and no link signed with one, opens anything: who works here has a name.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: stage.softDeleteDays
    }
    cors: {
      corsRules: empty(origins)
        ? []
        : [
            {
              allowedOrigins: origins
              allowedMethods: ['PUT']
              allowedHeaders: [
                'content-type'
                'if-none-match'
                'x-ms-blob-content-type'
                'x-ms-blob-type'
                'x-ms-meta-*'
                'x-ms-version'
              ]
              exposedHeaders: []
              maxAgeInSeconds: 3600
            }
          ]
    }
    deleteRetentionPolicy: {
      enabled: true
      days: stage.softDeleteDays
    }
    // An editor who saves over a document, or a ledger that was restored too old, costs nothing that cannot be had back.
    isVersioningEnabled: true
  }

  resource container 'containers' = [
    for container in concat(map(items(containers), item => item.value), [deadLetterContainer]): {
      name: container
      properties: {
        publicAccess: 'None'
      }
    }
  ]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2026-04-01' = {
  parent: account
  name: 'default'

  resource queue 'queues' = [
    for queue in flatten(map(items(queues), item => [item.value, '${item.value}-poison'])): {
      name: queue
    }
  ]
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2026-04-01' = {
  parent: account
  name: 'default'

  resource table 'tables' = [
    for table in map(items(tables), item => item.value): {
      name: table
    }
  ]
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  // The policy is refused while versioning is not on.
  dependsOn: [blobs]
  properties: {
    policy: {
      rules: [
        {
          name: 'old-versions-of-what-editors-made'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${containers.seeds}/', '${containers.media}/']
            }
            actions: {
              version: {
                tierToCool: {
                  daysAfterCreationGreaterThan: stage.coolVersionsAfterDays
                }
                delete: {
                  daysAfterCreationGreaterThan: stage.deleteVersionsAfterDays
                }
              }
            }
          }
        }
        {
          // A version that is uploaded or restored again is written again, so its days begin anew.
          name: 'versions-of-documents'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${containers.seedVersions}/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: stage.keepDocumentVersionsDays
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 1
                }
              }
            }
          }
        }
        {
          // Articles can be made again from their documents, the sweep's memory is written every minute, and what was imported is among the documents.
          name: 'old-versions-of-what-the-portal-made'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: [
                '${containers.articles}/'
                '${containers.operations}/'
                '${containers.search}/'
                '${containers.imports}/'
                '${containers.exports}/'
              ]
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 1
                }
              }
            }
          }
        }
        {
          name: 'events-that-nobody-took'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['${deadLetterContainer}/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: 30
                }
              }
            }
          }
        }
      ]
    }
  }
}

// The app makes what is missing when it starts, and signs links with a key that it asks the account for.
resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [
    roles.storageBlobDataContributor
    roles.storageBlobDelegator
    roles.storageQueueDataContributor
    roles.storageTableDataContributor
  ]: {
    name: guid(account.id, identity.id, role)
    scope: account
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]
