// The identity that the app works under. User-assigned, so that its rights are there before the app first starts, and outlive it.

import { Tags } from '../types.bicep'

@description('Name of the identity.')
param name string

@description('Where it is.')
param location string

@description('Tags of every resource.')
param tags Tags

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}
