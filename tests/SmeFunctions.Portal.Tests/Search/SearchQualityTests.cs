using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>Whether readers find what they look for.</summary>
public sealed class SearchQualityTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task The_right_article_is_among_the_first_three()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.PublishAsync(instance, [.. SearchQuality.Articles]);
        var wrong = new List<string>();
        foreach (var (lang, text, answers) in SearchQuality.Queries)
        {
            var found = await instance.FindAsync(text, request => request with { Lang = lang });
            if (!SearchQuality.IsRight(answers, found))
            {
                wrong.Add($"{text}: {string.Join(", ", found.Take(SearchQuality.Expected))}");
            }
        }

        Assert.True(SearchQuality.Queries.Count >= 60);
        Assert.True(wrong.Count <= SearchQuality.Queries.Count * 0.05, string.Join(Environment.NewLine, wrong));
        TestContext.Current.SendDiagnosticMessage("{0} of {1} searches are right. {2}", SearchQuality.Queries.Count - wrong.Count, SearchQuality.Queries.Count, string.Join("; ", wrong));
    }
}
