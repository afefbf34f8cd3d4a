// Tells the portal of every document that is uploaded, overwritten, deleted or renamed, within a second or two. What gets lost here is found by the
// sweep a minute later.

import { containers, deadLetterContainer, queues } from '../names.bicep'
import { roles } from '../roles.bicep'
import { Tags } from '../types.bicep'

@description('Name of the system topic.')
param name string

@description('Where it is: with the account.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('The account that holds the content.')
param contentAccountName string

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: contentAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: deadLetterContainer
    }
  }

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource seedEvents 'queues' existing = {
      name: queues.seedEvents
    }
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queueService::seedEvents.id, topic.id, roles.storageQueueDataMessageSender)
  scope: account::queueService::seedEvents
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender
    )
  }
}

resource undertaker 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::deadLetters.id, topic.id, roles.storageBlobDataContributor)
  scope: account::blobs::deadLetters
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'seeds-to-queue'
  // Event Grid tries its rights when the subscription is made.
  dependsOn: [sender, undertaker]
  properties: {
    deliveryWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          queueName: queues.seedEvents
          resourceId: account.id
        }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          blobContainerName: deadLetterContainer
          resourceId: account.id
        }
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      // Renamed ones exist only in an account with directories, which this one is not; whoever brings such an account along loses nothing.
      includedEventTypes: [
        'Microsoft.Storage.BlobCreated'
        'Microsoft.Storage.BlobDeleted'
        'Microsoft.Storage.BlobRenamed'
      ]
      isSubjectCaseSensitive: true
      // With the slash, or 'seeds-of-someone-else' were meant, too.
      subjectBeginsWith: '/blobServices/default/containers/${containers.seeds}/'
    }
    retryPolicy: {
      eventTimeToLiveInMinutes: 1440
      maxDeliveryAttempts: 30
    }
  }
}
