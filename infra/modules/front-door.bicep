// Azure Front Door before the app: one address near every reader, its own certificate, and the images from its cache.

import { Tags } from '../types.bicep'

@description('Name of the profile.')
param name string

@description('Name of the endpoint; the platform adds letters and azurefd.net.')
param endpointName string

@description('Tags of every resource.')
param tags Tags

resource profile 'Microsoft.Cdn/profiles@2025-12-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    originResponseTimeoutSeconds: 30
  }
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2025-12-01' = {
  parent: profile
  name: endpointName
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
}

@description('Host name that readers use.')
output hostName string = endpoint.properties.hostName
