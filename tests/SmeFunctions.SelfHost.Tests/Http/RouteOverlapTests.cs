using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Http;

namespace SmeFunctions.SelfHost.Tests.Http;

public class RouteOverlapTests
{
    [Theory]
    [InlineData("a/b", "A/B")]
    [InlineData("a/{x}", "a/b")]
    [InlineData("{x}", "{y}")]
    [InlineData("a/{x?}", "a")]
    [InlineData("a/{x=1}", "a")]
    [InlineData("{*rest}", "a/b/c")]
    [InlineData("{*rest}", "")]
    [InlineData("a/{*rest}", "a")]
    [InlineData("a/{*rest}", "a/{x:int}")]
    [InlineData("a/{*rest:minlength(1)}", "a/b")]
    [InlineData("a/{*rest}", "a/{*other}")]
    [InlineData("{lang:regex(^(en|zh)$)}", "zh")]
    [InlineData("{lang:regex(^(en|zh)$)}", "{x:minlength(2)}")]
    [InlineData("{lang:regex(^(en|zh)$)}", "{other:regex(^(zh|fr)$)}")]
    [InlineData("{lang:regex(^en|zh$)}", "england")]
    [InlineData("{x:minlength(1)}", "top")]
    [InlineData("{name}.gif", "visits.gif")]
    [InlineData("{name}.gif", "{x}")]
    [InlineData("feeds/{lang:regex(^(en|zh)$)}.rss", "feeds/en.rss")]
    [InlineData("{name}.{ext?}", "a")]
    [InlineData("{lang:regex(^[a-z]{{2,3}}$)}", "{x:regex(^(?!fr$)[a-z]+$)}")]
    [InlineData("{lang:regex(^[a-z]{{2,3}}$)}", "map{x}")]
    [InlineData("{lang:regex(^[a-z]{{2,3}}$)}", "{x:regex(^(?![a-z]{{2}}$)[a-z]+$)}")]
    [InlineData("{lang:regex(^[a-z]{{2,3}}$)}", "{x:regex(^a(?![a-z]{{2,3}}$)[a-z]+$)}")]
    [InlineData("{lang:regex(^[a-z]+)}", "map-{x}")]
    [InlineData("{root:maxlength(0)?}", "")]
    [InlineData("{root:maxlength(1)?}", "{x}")]
    [InlineData("{x:regex(^(?!.*[.]xml$)[^/]+$)}", "map-{y}.txt")]
    [InlineData("{x:regex(^(?!.*[.]xml$)[^/]+$)}", "map.xml-{y}")]
    public void Sees_that_one_path_matches_both(string one, string other)
    {
        Assert.Single(Find(one, other));
        Assert.Single(Find(other, one));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "a/b")]
    [InlineData("a/{x}", "a")]
    [InlineData("a/{x}", "a/{x}/b")]
    [InlineData("a/{x:int}", "a/b")]
    [InlineData("a/{*rest:minlength(1)}", "a")]
    [InlineData("a/{*rest}", "b/c")]
    [InlineData("{lang:regex(^(en|zh)$)}", "api")]
    [InlineData("{lang:regex(^(en|zh)$)}/{slug}", "api/articles")]
    [InlineData("{lang:regex(^(en|zh)$)}", "{other:regex(^(fr|de)$)}")]
    [InlineData("{lang:regex(^(en|zh)$)}", "{x:int}")]
    [InlineData("{name}.gif", "visits")]
    [InlineData("{name}.gif", "{name}.png")]
    [InlineData("v{major}", "w{major}")]
    [InlineData("feeds/{lang:regex(^(en|zh)$)}.rss", "feeds/{lang:regex(^(en|zh)$)}.atom")]
    [InlineData("feeds/{lang:regex(^(en|zh)$)}.rss", "feeds/fr.rss")]
    [InlineData("{lang:regex(^[a-z]{{2,3}}$)}", "map-{x}.xml")]
    [InlineData("{lang:regex(^(?!api$)[a-z]{{2,3}}$)}", "api")]
    [InlineData("{lang:regex(^(?!api$)[a-z]{{2,3}}$)}", "{x:regex(^(?!map$)(?!(?!api$)[a-z]{{2,3}}$)[^./]+$)}")]
    [InlineData("{lang:regex(^(?!api$)[a-z]{{2,3}}$)}/{*rest}", "{x:regex(^(?!map$)(?!(?!api$)[a-z]{{2,3}}$)[^./]+$)}/{*rest}")]
    [InlineData("{x:regex(^[^./]+$)}", "map-{y}.xml")]
    [InlineData("{x:regex(^(?!.*[.]xml$)[^./]+(?:[.]php)?$)}", "map-{y}.xml")]
    [InlineData("{root:maxlength(0)?}", "{x}")]
    [InlineData("{root:maxlength(0)?}", "map-{x}")]
    public void Sees_that_no_path_matches_both(string one, string other)
    {
        Assert.Empty(Find(one, other));
        Assert.Empty(Find(other, one));
    }

    [Fact]
    public void Only_functions_that_share_a_method_are_compared() =>
        Assert.Empty(Find(Route("a", "get"), Route("a", "put", "post")));

    private static IReadOnlyList<string> Find(string one, string other) => Find(Route(one, "get"), Route(other, "GET", "head"));

    private static IReadOnlyList<string> Find(params FunctionRoute[] routes)
    {
        using var constraints = new RouteConstraints();
        return new RouteConflictFinder(constraints).Find(routes);
    }

    private static FunctionRoute Route(string template, params string[] methods) =>
        new(Function(), methods, RoutePatternFactory.Parse(template));

    private static FunctionMethod Function() => new()
    {
        Name = "Any",
        Method = typeof(RouteOverlapTests).GetMethod(nameof(Function), BindingFlags.Static | BindingFlags.NonPublic)!,
        Parameters = [],
        Triggers = new List<(ParameterInfo, TriggerBindingAttribute)>(),
    };
}
