using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.TestFunctions;

/// <summary>Fails as the message says, and says in the log that it was called.</summary>
public sealed partial class FailMessage(ILogger<FailMessage> logger)
{
    [Function(nameof(FailMessage))]
    public async Task Run([QueueTrigger("%FailuresQueue%", Connection = ContentConnection.Name)] string message, CancellationToken cancellationToken)
    {
        LogCalled(message);
        if (message.StartsWith("slow", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            LogFinished(message);
            return;
        }

        if (message != "fine")
        {
            throw Failures.Create(message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Called with '{Message}'")]
    private partial void LogCalled(string message);

    [LoggerMessage(LogLevel.Warning, "Finished '{Message}'")]
    private partial void LogFinished(string message);
}

/// <summary>Fails at every run.</summary>
public sealed partial class FailTimer(ILogger<FailTimer> logger)
{
    [Function(nameof(FailTimer))]
    public void Run([TimerTrigger("%FailTimerSchedule%")] TimerInfo timer)
    {
        LogCalled(timer.IsPastDue);
        throw new InvalidOperationException("The timer function fails.");
    }

    [LoggerMessage(LogLevel.Warning, "The timer called, past due: {IsPastDue}")]
    private partial void LogCalled(bool isPastDue);
}
