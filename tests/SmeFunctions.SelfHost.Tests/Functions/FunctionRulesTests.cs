using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Functions;
using static SmeFunctions.SelfHost.Tests.Functions.BrokenFunctions;

namespace SmeFunctions.SelfHost.Tests.Functions;

public class FunctionRulesTests
{
    [Theory]
    [InlineData(typeof(RetriedQueue), "retry attributes are for timers")]
    [InlineData(typeof(RetriedHttp), "retry attributes are for timers")]
    [InlineData(typeof(ReturnsText), "it returns String, which the worker would answer as an empty 200")]
    [InlineData(typeof(ReturnsTask), "it returns Task, which the worker would answer as an empty 200")]
    [InlineData(typeof(ReturnsActionResult), "SelfHost supports IResult only, not IActionResult")]
    [InlineData(typeof(NoTrigger), "a function has one trigger, this has 0")]
    [InlineData(typeof(TwoTriggers), "a function has one trigger, this has 2")]
    [InlineData(typeof(NoLevel), "state the AuthorizationLevel")]
    [InlineData(typeof(SystemLevel), "the level System is not for functions of an app")]
    [InlineData(typeof(NoMethods), "state every HTTP method")]
    [InlineData(typeof(BindsQueryValue), "'page' is not in the route, so the worker would bind a query value")]
    [InlineData(typeof(BindsQueryText), "'q' is not in the route, so the worker would bind a query value")]
    [InlineData(typeof(BindsHttpContext), "the worker does not bind the parameter 'context'")]
    [InlineData(typeof(BindsPrincipal), "the worker does not bind the parameter 'user'")]
    [InlineData(typeof(BindsService), "the worker does not bind the parameter 'time'")]
    [InlineData(typeof(BindsRouteNumber), "take the route value 'id' as a string")]
    [InlineData(typeof(TriggeredByText), "the trigger's parameter 'request' must be an HttpRequest")]
    [InlineData(typeof(MalformedRoute), "is malformed")]
    [InlineData(typeof(UnknownConstraint), "the constraint 'colour' of the route")]
    [InlineData(typeof(ReservedRoute), "the host keeps routes that begin with admin or runtime for itself")]
    [InlineData(typeof(BadName), "a function name is a letter")]
    [InlineData(typeof(NotPublic), "a function is a public, not generic instance method")]
    [InlineData(typeof(NotInstance), "a function is a public, not generic instance method")]
    [InlineData(typeof(AbstractClass), "the class of a function is neither abstract")]
    [InlineData(typeof(HiddenConstructor), "the class of a function has one public constructor")]
    [InlineData(typeof(TakesAccessor), "IHttpContextAccessor is empty inside a function")]
    [InlineData(typeof(QueueOfBytes), "the trigger's parameter 'message' must be a String")]
    [InlineData(typeof(QueueWithService), "the worker does not bind the parameter 'time'")]
    [InlineData(typeof(QueueReturnsText), "it returns a Task`1 that nothing takes")]
    [InlineData(typeof(AsyncVoid), "async void is not awaited")]
    [InlineData(typeof(BadCron), "'61 * * * * *' is neither a schedule")]
    [InlineData(typeof(NeverComes), "'0 0 0 31 2 *' is neither a schedule")]
    [InlineData(typeof(TimerOfText), "the trigger's parameter 'timer' must be a TimerInfo")]
    [InlineData(typeof(NoRetries), "the number of retries is at least 1")]
    public void Refuses_and_names_class_and_method(Type broken, string problem)
    {
        var found = Assert.Single(FunctionValidator.Check([broken]));

        Assert.Contains(problem, found, StringComparison.Ordinal);
        Assert.Contains(broken.Name, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_name_that_is_taken_in_another_case()
    {
        var found = Assert.Single(FunctionValidator.Check([typeof(FirstOfName), typeof(SecondOfName)]));

        Assert.Equal("The function name 'SAME' is taken more than once: SecondOfName.Run (SAME), FirstOfName.Run (same).", found);
    }

    [Fact]
    public void Refuses_routes_that_overlap_and_names_both()
    {
        var found = Assert.Single(FunctionValidator.Check([typeof(GetPage), typeof(GetTop)]));

        Assert.Equal(
            "GetPage.Run (GetPage) and GetTop.Run (GetTop) both take get requests: 'pages/{name}' and 'pages/top' can match the same path.",
            found);
    }

    [Fact]
    public void Says_all_that_is_wrong_at_once() =>
        Assert.Equal(3, FunctionValidator.Check([typeof(NoLevel), typeof(RetriedQueue), typeof(BadCron)]).Count);

    [Fact]
    public void Finds_nothing_wrong_with_functions_that_keep_the_rules() =>
        Assert.Empty(FunctionValidator.Check([typeof(Good)]));

    internal sealed class GetPage
    {
        [Function(nameof(GetPage))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pages/{name}")] HttpRequest request, string name) =>
            Results.Text(request.Path + name);
    }

    internal sealed class GetTop
    {
        [Function(nameof(GetTop))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "pages/top")] HttpRequest request) =>
            Results.Text(request.Path);
    }

    internal sealed class Good
    {
        [Function("GoodGet")]
        public ValueTask<IResult> Get(
            [HttpTrigger(AuthorizationLevel.Function, "get", Route = "good/{id:minlength(1)}")] HttpRequest request,
            string id,
            FunctionContext context,
            CancellationToken cancellationToken) =>
            new(Results.Text($"{request.Path}{id}{context.InvocationId}{cancellationToken.CanBeCanceled}"));

        [Function("GoodQueue")]
        public Task Handle([QueueTrigger("%Queue%-poison", Connection = "Content")] string message, CancellationToken cancellationToken) =>
            Task.Delay(message.Length, cancellationToken);

        [Function("GoodTimer")]
        [FixedDelayRetry(3, "00:00:10")]
        public void Tick([TimerTrigger("%Schedule%")] TimerInfo timer) => timer.IsPastDue = false;
    }
}
