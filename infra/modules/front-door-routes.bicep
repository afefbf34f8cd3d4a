// Which requests Front Door passes on to the app.
//
// Only images are cached here. Front Door keeps answers without Cache-Control for days, knows no Vary, so that who takes no Brotli would be given
// Brotli, and cannot tell an answer that was asked for with a function's key from one for everybody. Images are of one encoding and never change.
// Articles are cached by readers' browsers, and by the app itself.

@description('Name of the profile.')
param profileName string

@description('Name of the endpoint.')
param endpointName string

@description('Host name of the app.')
param appHostName string

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: profileName

  resource endpoint 'afdEndpoints' existing = {
    name: endpointName
  }
}

resource group 'Microsoft.Cdn/profiles/originGroups@2025-12-01' = {
  parent: profile
  name: 'app'
  properties: {
    // No probe: with a single origin it changes nothing, and would keep an app awake that may sleep.
    loadBalancingSettings: {
      additionalLatencyInMilliseconds: 0
      sampleSize: 4
      successfulSamplesRequired: 3
    }
    sessionAffinityState: 'Disabled'
  }

  resource origin 'origins' = {
    name: 'app'
    properties: {
      enabledState: 'Enabled'
      enforceCertificateNameCheck: true
      hostName: appHostName
      httpPort: 80
      httpsPort: 443
      originHostHeader: appHostName
      priority: 1
      weight: 1000
    }
  }
}

resource everything 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-12-01' = {
  parent: profile::endpoint
  name: 'everything'
  dependsOn: [group::origin]
  properties: {
    enabledState: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
    originGroup: {
      id: group.id
    }
    patternsToMatch: ['/*']
    supportedProtocols: ['Http', 'Https']
  }
}

resource images 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-12-01' = {
  parent: profile::endpoint
  name: 'images'
  // Two routes at once are refused.
  dependsOn: [everything]
  properties: {
    cacheConfiguration: {
      compressionSettings: {
        isCompressionEnabled: false
      }
      queryStringCachingBehavior: 'UseQueryString'
    }
    enabledState: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
    originGroup: {
      id: group.id
    }
    patternsToMatch: ['/media/*']
    supportedProtocols: ['Http', 'Https']
  }
}
