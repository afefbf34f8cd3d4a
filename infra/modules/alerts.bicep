// What wakes somebody up. Each alert has a paragraph of its name in docs/operations.md: what it means, and what to do.
//
// Rates and what the app itself knows are asked of Application Insights: metric alerts cannot divide. The rest are the platform's own metrics,
// which need no app that works.

import { Stage } from '../stages.bicep'
import { Tags } from '../types.bicep'

@description('Name of the action group.')
param groupName string

@description('Beginning of the alerts\' names.')
param prefix string

@description('Where they are.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('How large and how careful.')
param stage Stage

@description('Who is told. With nobody named, the owners of the subscription are.')
param emails string[]

@description('The Application Insights resource that is asked.')
param insightsName string

@description('The app.')
param appName string

@description('The account that holds the content.')
param contentAccountName string

@description('The topic of the account\'s events.')
param topicName string

@description('First day of the month that the budget begins with.')
param budgetStart string

@description('Seconds from upload to published above which there is an alert.')
param lagSeconds int = 120

@description('Seconds from published to found by the search above which there is an alert.')
param searchLagSeconds int = 120

@description('Percent of failed runs, and of answers 5xx, above which there is an alert.')
param failurePercent int = 5

@description('Milliseconds that 95 of 100 answers may take.')
param latencyMilliseconds int = 1000

var runbook = 'What to do: docs/operations.md, under the name of this alert.'

// Owner, as an action group names a role; nothing is given to anybody.
var owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource content 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: contentAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: groupName
  location: 'global'
  tags: tags
  properties: {
    armRoleReceivers: empty(emails) ? [{ name: 'owners', roleId: owner, useCommonAlertSchema: true }] : []
    emailReceivers: [
      for (email, i) in emails: {
        name: 'email-${i}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
    enabled: true
    groupShortName: 'portal'
  }
}

var questions = [
  {
    // Azure Monitor has the number of messages only of all queues of an account together, and only hourly: seven queues here, six of which may be full.
    // What makes a message of a poison queue is that a function of the app takes it and records the document as failed: its run is the sign, and the
    // meter's count is, and where the app saw messages waiting there, that is.
    name: 'poison-queue-not-empty'
    description: 'A document or an operation failed five times and was given up.'
    severity: 1
    query: '''
      union
        (requests
        | where name in ('IngestSeedPoison', 'RunOperationPoison', 'IndexArticlePoison')
        | project Signs = todouble(itemCount)),
        (customMetrics
        | where name in ('portal.seeds.failed', 'portal.queue.poison')
        | project Signs = todouble(valueSum))
      | summarize Signs = sum(Signs)
      '''
    column: 'Signs'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
  }
  {
    name: 'ingestion-lag'
    description: 'Uploads take longer than ${lagSeconds} s to be published.'
    severity: 2
    query: '''
      customMetrics
      | where name == 'portal.seeds.lag'
      | summarize Seconds = max(coalesce(valueMax, valueSum / valueCount))
      '''
    column: 'Seconds'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: lagSeconds
    window: 'PT15M'
  }
  {
    name: 'search-lag'
    description: 'Published articles take longer than ${searchLagSeconds} s to be found by the search.'
    severity: 3
    query: '''
      customMetrics
      | where name == 'portal.search.lag'
      | summarize Seconds = max(coalesce(valueMax, valueSum / valueCount))
      '''
    column: 'Seconds'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: searchLagSeconds
    window: 'PT15M'
  }
  {
    // The lag is only known of what was published. An app that does nothing at all, or says nothing any more, is seen by the timer of every minute.
    // Sampling leaves it out nowhere: it is done by each instance for itself, and on this plan timers have instances of their own, with little to tell.
    name: 'ingestion-silent'
    description: 'No sweep was seen to end well for half an hour: the app, its timers or its telemetry stand still.'
    severity: 1
    query: '''
      requests
      | where name == 'ReconcileSeeds' and success == true
      '''
    column: ''
    aggregation: 'Count'
    operator: 'LessThan'
    threshold: 1
    window: 'PT30M'
  }
  {
    name: 'failure-rate'
    description: 'More than ${failurePercent} % of the runs of timers and queues fail.'
    severity: 2
    query: '''
      requests
      | where isempty(url)
      | summarize Failed = sumif(itemCount, success == false), Runs = sum(itemCount)
      | extend Percent = iff(Failed < 3, 0.0, 100.0 * Failed / Runs)
      '''
    column: 'Percent'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: failurePercent
    window: 'PT15M'
  }
  {
    name: 'server-errors'
    description: 'More than ${failurePercent} % of the answers are 5xx.'
    severity: 1
    query: '''
      requests
      | where isnotempty(url)
      | summarize Failed = sumif(itemCount, toint(resultCode) >= 500), Answers = sum(itemCount)
      | extend Percent = iff(Failed < 3, 0.0, 100.0 * Failed / Answers)
      '''
    column: 'Percent'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: failurePercent
    window: 'PT15M'
  }
  {
    name: 'latency'
    description: 'Of 20 answers or more, 5 % take longer than ${latencyMilliseconds} ms.'
    severity: 3
    query: '''
      requests
      | where isnotempty(url)
      | summarize Milliseconds = percentile(duration, 95), Answers = sum(itemCount)
      | extend Milliseconds = iff(Answers < 20, 0.0, Milliseconds)
      '''
    column: 'Milliseconds'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: latencyMilliseconds
    window: 'PT15M'
  }
]

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for question in questions: {
    name: '${prefix}-${question.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: question.name
      description: '${question.description} ${runbook}'
      severity: question.severity
      enabled: true
      autoMitigate: true
      scopes: [insights.id]
      evaluationFrequency: stage.alertEvery
      windowSize: question.window
      criteria: {
        allOf: [
          {
            query: question.query
            timeAggregation: question.aggregation
            metricMeasureColumn: empty(question.column) ? null : question.column
            operator: question.operator
            threshold: question.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [group.id]
      }
    }
  }
]

var measures = [
  {
    // One try in a thousand that is put off is what retries are for; a hundred in a quarter of an hour are a limit that was reached.
    name: 'storage-throttling'
    description: 'Storage put off more than 100 calls in a quarter of an hour.'
    severity: 2
    scope: content.id
    namespace: 'Microsoft.Storage/storageAccounts'
    metric: 'Transactions'
    dimensions: [
      {
        name: 'ResponseType'
        operator: 'Include'
        values: [
          'ServerBusyError'
          'ServerTimeoutError'
          'SuccessWithThrottling'
          'ClientThrottlingError'
          'ClientAccountRequestThrottlingError'
          'ClientAccountBandwidthThrottlingError'
        ]
      }
    ]
    threshold: 100
    every: stage.alertEvery
    window: 'PT15M'
  }
  {
    name: 'events-dead-lettered'
    description: 'Event Grid gave up events of uploads. The sweep finds the uploads, up to a minute later.'
    severity: 3
    scope: topic.id
    namespace: 'Microsoft.EventGrid/systemTopics'
    metric: 'DeadLetteredCount'
    dimensions: []
    threshold: 0
    every: stage.alertEvery
    window: 'PT1H'
  }
  {
    // The day's bill comes a day late, and budgets are of months. What can run away in a day is computing: this is it, in MB-milliseconds,
    // 1,024,000 to the GB-second.
    name: 'daily-cost'
    description: 'On-demand computing of the last 24 hours is above ${stage.computeADay} GB-seconds.'
    severity: 2
    scope: app.id
    namespace: 'Microsoft.Web/sites'
    metric: 'OnDemandFunctionExecutionUnits'
    dimensions: []
    threshold: stage.computeADay * 1024000
    every: 'PT1H'
    window: 'P1D'
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for measure in measures: {
    name: '${prefix}-${measure.name}'
    location: 'global'
    tags: tags
    properties: {
      description: '${measure.description} ${runbook}'
      severity: measure.severity
      enabled: true
      autoMitigate: true
      scopes: [measure.scope]
      evaluationFrequency: measure.every
      windowSize: measure.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: measure.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: measure.namespace
            metricName: measure.metric
            dimensions: measure.dimensions
            operator: 'GreaterThan'
            threshold: measure.threshold
            timeAggregation: 'Total'
            // Nothing was emitted yet when this is first deployed.
            skipMetricValidation: true
          }
        ]
      }
      actions: [
        {
          actionGroupId: group.id
        }
      ]
    }
  }
]

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (stage.budgetAMonth > 0) {
  name: '${prefix}-month'
  properties: {
    amount: stage.budgetAMonth
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: budgetStart
    }
    notifications: {
      // The forecast speaks within a day or two of a day that was dear.
      forecast: {
        enabled: true
        contactEmails: emails
        contactGroups: [group.id]
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
      }
      nearlySpent: {
        enabled: true
        contactEmails: emails
        contactGroups: [group.id]
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
      }
      spent: {
        enabled: true
        contactEmails: emails
        contactGroups: [group.id]
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Actual'
      }
    }
  }
}
