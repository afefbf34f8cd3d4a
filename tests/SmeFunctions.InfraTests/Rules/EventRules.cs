using SmeFunctions.InfraTests.Compiling;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>Every change of a document is told to the queue that the app listens to, and nothing else is.</summary>
internal static class EventRules
{
    public static IEnumerable<string> Check(Deployment deployment)
    {
        var names = new ContentStorageOptions();
        var (topic, subscription) = (deployment.Single("Microsoft.EventGrid/systemTopics"), deployment.Single("Microsoft.EventGrid/systemTopics/eventSubscriptions"));
        var account = deployment.ContentAccount.Id;
        foreach (var (isSo, what) in new[]
        {
            (topic["source"] == account, "The topic is not of the content's account."),
            (subscription["destination"] is null && subscription["deadLetterDestination"] is null, "Events are delivered without an identity."),
            (subscription["deliveryWithResourceIdentity", "identity", "type"] == "SystemAssigned", "Events are not delivered with the topic's identity."),
            (subscription["deliveryWithResourceIdentity", "destination", "properties", "resourceId"] == account, "Events go to another account."),
            (subscription["deliveryWithResourceIdentity", "destination", "properties", "queueName"] == names.SeedEventsQueue, "Events go to a queue that the app does not listen to."),
            (subscription["deadLetterWithResourceIdentity", "identity", "type"] == "SystemAssigned", "Undelivered events are not kept with the topic's identity."),
            (subscription["deadLetterWithResourceIdentity", "deadLetterDestination", "properties", "resourceId"] == account, "Undelivered events go to another account."),
            (subscription["deadLetterWithResourceIdentity", "deadLetterDestination", "properties", "blobContainerName"] == "dead-letter", "Undelivered events go to a container that is not made."),
            (subscription["filter", "subjectBeginsWith"] == $"/blobServices/default/containers/{names.SeedsContainer}/", "Events are of another container than that of the documents."),
            (subscription["filter", "includedEventTypes"] == """["Microsoft.Storage.BlobCreated","Microsoft.Storage.BlobDeleted","Microsoft.Storage.BlobRenamed"]""", "Events are not of documents that are made, deleted and renamed."),
            (subscription["retryPolicy", "maxDeliveryAttempts"] == "30", "Events are not tried again."),
        })
        {
            if (!isSo)
            {
                yield return what;
            }
        }
    }
}
