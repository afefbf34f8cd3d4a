// One page that shows how the portal is: Monitor, Workbooks, in the resource group.

import { Tags } from '../types.bicep'

@description('Name that people see.')
param displayName string

@description('Where it is.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('The Application Insights resource that is asked.')
param insightsName string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'portal')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: displayName
    serializedData: replace(loadTextContent('workbook.json'), '{insights}', insights.id)
    sourceId: insights.id
    version: '1.0'
  }
}
