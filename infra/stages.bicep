// What differs between a portal for trying things out and the one that readers see. Another size is a spread with what is to be different:
//   param stage = { ...stages.prod, maximumInstances: 200 }

@export()
@description('How large and how careful an environment is.')
type Stage = {
  @description('Copies of both storage accounts: LRS in one building, ZRS in three, GZRS in a second region besides.')
  redundancy: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

  @description('Memory of an instance in MB. The caches are sized for 2,048.')
  instanceMemoryMB: 2048 | 4096

  @description('The most instances that the platform starts at once.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int

  @description('Instances for HTTP that never go away; they cost while they wait. 0: the first reader after a pause waits for a start.')
  @minValue(0)
  @maxValue(1000)
  alwaysReadyHttp: int

  @description('The same for the function that reads uploads.')
  @minValue(0)
  @maxValue(1000)
  alwaysReadyIngestion: int

  @description('Requests that an instance answers at once before another is started.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int

  @description('Days for which deleted blobs, and containers, can be had back.')
  @minValue(1)
  @maxValue(365)
  softDeleteDays: int

  @description('Days after which old versions of documents and images go to the cool tier.')
  @minValue(1)
  @maxValue(3650)
  coolVersionsAfterDays: int

  @description('Days after which they are deleted. Cool blobs are paid for 30 days at least.')
  @minValue(2)
  @maxValue(3650)
  deleteVersionsAfterDays: int

  @description('Days after which a version of a document is deleted that was not uploaded or restored again.')
  @minValue(1)
  @maxValue(3650)
  keepDocumentVersionsDays: int

  @description('Days for which logs and metrics are kept.')
  @minValue(30)
  @maxValue(730)
  logDays: int

  @description('GB of logs a day; what is above is lost, and the alert on silence is the one that tells.')
  @minValue(1)
  @maxValue(1000)
  logGigabytesADay: int

  @description('How often the alerts look. Every 5 minutes costs three times as much as every 15.')
  alertEvery: 'PT5M' | 'PT15M'

  @description('GB-seconds of on-demand computing in a day above which there is an alert; 100,000 are 2.60 dollars.')
  @minValue(1)
  computeADay: int

  @description('Dollars, or what the subscription is billed in, that a month may cost. 0: no budget, for subscriptions that can have none.')
  @minValue(0)
  budgetAMonth: int

  @description('Whether search engines are welcome.')
  allowCrawlers: bool

  @description('Whether Azure Front Door stands before the app.')
  frontDoor: bool
}

@export()
@description('The stages there are.')
var stages = {
  dev: {
    redundancy: 'Standard_LRS'
    instanceMemoryMB: 2048
    maximumInstances: 40
    alwaysReadyHttp: 0
    alwaysReadyIngestion: 0
    httpConcurrency: 100
    softDeleteDays: 7
    coolVersionsAfterDays: 7
    deleteVersionsAfterDays: 30
    keepDocumentVersionsDays: 90
    logDays: 30
    logGigabytesADay: 1
    alertEvery: 'PT15M'
    computeADay: 50000
    budgetAMonth: 30
    allowCrawlers: false
    frontDoor: false
  }
  prod: {
    redundancy: 'Standard_ZRS'
    instanceMemoryMB: 2048
    maximumInstances: 100
    alwaysReadyHttp: 1
    alwaysReadyIngestion: 0
    httpConcurrency: 100
    softDeleteDays: 30
    coolVersionsAfterDays: 30
    deleteVersionsAfterDays: 365
    keepDocumentVersionsDays: 1825
    logDays: 90
    logGigabytesADay: 5
    alertEvery: 'PT5M'
    computeADay: 400000
    budgetAMonth: 400
    allowCrawlers: true
    frontDoor: true
  }
}
