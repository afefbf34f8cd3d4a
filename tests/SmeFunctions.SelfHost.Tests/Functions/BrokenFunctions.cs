using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using static Microsoft.Azure.Functions.Worker.AuthorizationLevel;

namespace SmeFunctions.SelfHost.Tests.Functions;

/// <summary>Each breaks one rule.</summary>
internal static class BrokenFunctions
{
    private static IResult Ok(params object?[] values) => Results.Text(string.Join(' ', values));

    internal sealed class RetriedQueue
    {
        [Function(nameof(RetriedQueue)), FixedDelayRetry(1, "00:00:01")]
        public Task Run([QueueTrigger("queue")] string message) => Task.FromResult(message);
    }

    internal sealed class RetriedHttp
    {
        [Function(nameof(RetriedHttp)), FixedDelayRetry(1, "00:00:01")]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class ReturnsText
    {
        [Function(nameof(ReturnsText))]
        public Task<string> Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Task.FromResult(request.Method);
    }

    internal sealed class ReturnsTask
    {
        [Function(nameof(ReturnsTask))]
        public Task Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Task.FromResult(request);
    }

    internal interface IActionResult;

    internal sealed class ReturnsActionResult
    {
        [Function(nameof(ReturnsActionResult))]
        public Task<IActionResult> Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) =>
            throw new NotSupportedException(request.Method);
    }

    internal sealed class NoTrigger
    {
        [Function(nameof(NoTrigger))]
        public IResult Run(HttpRequest request) => Ok(request);
    }

    internal sealed class TwoTriggers
    {
        [Function(nameof(TwoTriggers))]
        public Task Run([QueueTrigger("queue")] string message, [TimerTrigger("* * * * *")] TimerInfo timer) => Task.FromResult((message, timer));
    }

    internal sealed class NoLevel
    {
        [Function(nameof(NoLevel))]
        public IResult Run([HttpTrigger("get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class SystemLevel
    {
        [Function(nameof(SystemLevel))]
        public IResult Run([HttpTrigger(AuthorizationLevel.System, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class NoMethods
    {
        [Function(nameof(NoMethods))]
        public IResult Run([HttpTrigger(Anonymous, Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class BindsQueryValue
    {
        [Function(nameof(BindsQueryValue))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request, int page) => Ok(request, page);
    }

    internal sealed class BindsQueryText
    {
        [Function(nameof(BindsQueryText))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request, string q) => Ok(request, q);
    }

    internal sealed class BindsHttpContext
    {
        [Function(nameof(BindsHttpContext))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request, HttpContext context) => Ok(request, context);
    }

    internal sealed class BindsPrincipal
    {
        [Function(nameof(BindsPrincipal))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request, ClaimsPrincipal user) => Ok(request, user);
    }

    internal sealed class BindsService
    {
        [Function(nameof(BindsService))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request, TimeProvider time) => Ok(request, time);
    }

    internal sealed class BindsRouteNumber
    {
        [Function(nameof(BindsRouteNumber))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a/{id}")] HttpRequest request, int id) => Ok(request, id);
    }

    internal sealed class TriggeredByText
    {
        [Function(nameof(TriggeredByText))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] string request) => Ok(request);
    }

    internal sealed class MalformedRoute
    {
        [Function(nameof(MalformedRoute))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a/{id")] HttpRequest request) => Ok(request);
    }

    internal sealed class UnknownConstraint
    {
        [Function(nameof(UnknownConstraint))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a/{id:colour}")] HttpRequest request) => Ok(request);
    }

    internal sealed class ReservedRoute
    {
        [Function(nameof(ReservedRoute))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "administration")] HttpRequest request) => Ok(request);
    }

    internal sealed class BadName
    {
        [Function("9 lives")]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class NotPublic
    {
        [Function(nameof(NotPublic))]
        internal IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class NotInstance
    {
        [Function(nameof(NotInstance))]
        public static IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal abstract class AbstractClass
    {
        [Function(nameof(AbstractClass))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class HiddenConstructor
    {
        internal HiddenConstructor()
        {
        }

        [Function(nameof(HiddenConstructor))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request);
    }

    internal sealed class TakesAccessor(IHttpContextAccessor accessor)
    {
        [Function(nameof(TakesAccessor))]
        public IResult Run([HttpTrigger(Anonymous, "get", Route = "a")] HttpRequest request) => Ok(request, accessor);
    }

    internal sealed class QueueOfBytes
    {
        [Function(nameof(QueueOfBytes))]
        public Task Run([QueueTrigger("queue")] byte[] message) => Task.FromResult(message);
    }

    internal sealed class QueueWithService
    {
        [Function(nameof(QueueWithService))]
        public Task Run([QueueTrigger("queue")] string message, TimeProvider time) => Task.FromResult((message, time));
    }

    internal sealed class QueueReturnsText
    {
        [Function(nameof(QueueReturnsText))]
        public Task<string> Run([QueueTrigger("queue")] string message) => Task.FromResult(message);
    }

    internal sealed class AsyncVoid
    {
        [Function(nameof(AsyncVoid))]
        public async void Run([QueueTrigger("queue")] string message) => await Task.FromResult(message);
    }

    internal sealed class BadCron
    {
        [Function(nameof(BadCron))]
        public void Run([TimerTrigger("61 * * * * *")] TimerInfo timer) => timer.IsPastDue = true;
    }

    internal sealed class NeverComes
    {
        [Function(nameof(NeverComes))]
        public void Run([TimerTrigger("0 0 0 31 2 *")] TimerInfo timer) => timer.IsPastDue = true;
    }

    internal sealed class TimerOfText
    {
        [Function(nameof(TimerOfText))]
        public Task Run([TimerTrigger("* * * * *")] string timer) => Task.FromResult(timer);
    }

    internal sealed class NoRetries
    {
        [Function(nameof(NoRetries)), FixedDelayRetry(0, "00:00:01")]
        public void Run([TimerTrigger("* * * * *")] TimerInfo timer) => timer.IsPastDue = true;
    }

    internal sealed class FirstOfName
    {
        [Function("same")]
        public Task Run([QueueTrigger("queue")] string message) => Task.FromResult(message);
    }

    internal sealed class SecondOfName
    {
        [Function("SAME")]
        public Task Run([QueueTrigger("queue")] string message) => Task.FromResult(message);
    }
}
