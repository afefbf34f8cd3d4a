// The names of everything the app looks for. The app's own defaults are the same (src/SmeFunctions.Portal/ContentStorage/ContentStorageOptions.cs);
// a test fails where they differ.

@export()
@description('Containers of the content account.')
var containers = {
  // What editors upload: the source of truth.
  seeds: 'seeds'
  // Every version of a document that was ingested, by its hash.
  seedVersions: 'seed-versions'
  // What readers get.
  articles: 'articles'
  // Images, named by their content.
  media: 'media'
  // Sites to import, uploaded by any tool.
  imports: 'imports'
  // Exports of the portal, downloaded with any tool.
  exports: 'exports'
  // What the portal notes for itself.
  operations: 'operations'
  // The search index.
  search: 'search'
}

@export()
@description('Container of the content account for events that could not be delivered; the app never looks at it.')
var deadLetterContainer = 'dead-letter'

@export()
@description('Queues of the content account. The host makes of each a second one, with -poison behind its name.')
var queues = {
  // Messages that say: look at this document.
  seedEvents: 'seed-events'
  // Messages that say: go on with this operation.
  operations: 'operations'
  // Messages that say: bring this article into the search index, or out of it.
  searchEvents: 'search-events'
  // Messages that say: tell other systems of changes.
  notificationEvents: 'notification-events'
}

@export()
@description('Tables of the content account.')
var tables = {
  // What became of each document.
  seeds: 'Seeds'
  // The lists that articles stand in.
  articles: 'Articles'
  // The log of changes of articles.
  changes: 'Changes'
  // Webhooks and their deliveries.
  webhooks: 'Webhooks'
  // Visit counters.
  visits: 'Visits'
  // How far each operation is.
  operations: 'Operations'
}

@export()
@description('Container of the host account that the platform takes the app from.')
var deploymentContainer = 'deployments'
