using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Tests.Reading;

public sealed class ReadingCacheTests : IDisposable
{
    private static readonly TimeSpan _freshFor = TimeSpan.FromMinutes(1);

    private readonly ReadingCache _cache = new(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task What_is_changed_while_it_is_read_is_read_again()
    {
        var stored = "before";
        var answers = new TaskCompletionSource();
        var reads = 0;

        var reading = GetAsync().AsTask();
        stored = "after";
        _cache.Expire("key");
        answers.SetResult();

        Assert.Equal(("after", 2), ((await reading).Value, reads));
        Assert.True(_cache.TryGet<string>("key", _freshFor, out var kept));
        Assert.Equal("after", kept.Value);

        ValueTask<Cached<string>> GetAsync() => _cache.GetAsync<string>(
            "key",
            _freshFor,
            async (_, _) =>
            {
                reads++;
                var read = stored;
                await answers.Task;
                return read;
            },
            _ => 1,
            CancellationToken.None);
    }

    [Fact]
    public async Task Another_that_is_changed_meanwhile_is_none_of_its_business()
    {
        var answers = new TaskCompletionSource();
        var reads = 0;
        var reading = _cache.GetAsync<string>("key", _freshFor, ReadAsync, _ => 1, CancellationToken.None).AsTask();

        _cache.Expire("other");
        answers.SetResult();

        Assert.Equal(("read", 1), ((await reading).Value, reads));

        async Task<string> ReadAsync(string? known, CancellationToken cancellationToken)
        {
            reads++;
            await answers.Task;
            return "read";
        }
    }
}
