// People and programs that upload with tools of their own: the container of documents, and nothing else of the account.

import { containers } from '../names.bicep'
import { roles } from '../roles.bicep'
import { Editor } from '../types.bicep'

@description('The account that holds the content.')
param contentAccountName string

@description('Who may upload.')
param editors Editor[]

resource seeds 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = {
  name: '${contentAccountName}/default/${containers.seeds}'
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for editor in editors: {
    name: guid(seeds.id, editor.principalId, roles.storageBlobDataContributor)
    scope: seeds
    properties: {
      principalId: editor.principalId
      principalType: editor.principalType
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles.storageBlobDataContributor
      )
    }
  }
]
