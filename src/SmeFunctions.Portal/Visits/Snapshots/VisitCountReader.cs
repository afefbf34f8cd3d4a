namespace SmeFunctions.Portal.Visits;

/// <summary>
/// Gets current visit counts: those of this process at once, those of others at most <see cref="VisitOptions.FreshFor"/> old. Usually from memory;
/// otherwise one query per partition and one read per article that is not cached, in parallel, shared by all callers. When storage does not answer,
/// cached counts of any age are returned.
/// </summary>
public sealed class VisitCountReader(VisitCounter counter)
{
    /// <exception cref="ArgumentException">No article can have this slug.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage did not answer, and nothing is cached.</exception>
    public ValueTask<long> GetAsync(string slug, CancellationToken cancellationToken = default) =>
        counter.Peek(slug) is { } visits ? new(visits) : new(LoadAsync(slug, cancellationToken));

    /// <summary>All of them; 0 for articles without visits.</summary>
    public async ValueTask<IReadOnlyDictionary<string, long>> GetManyAsync(IEnumerable<string> slugs, CancellationToken cancellationToken = default)
    {
        var numbers = new Dictionary<string, long>();
        List<string>? missing = null;
        foreach (var slug in slugs)
        {
            if (counter.Peek(slug) is { } visits)
            {
                numbers[slug] = visits;
            }
            else
            {
                (missing ??= []).Add(slug);
            }
        }

        if (missing is not null)
        {
            await Task.WhenAll(missing.Distinct().GroupBy(VisitKeys.GetPartition).Select(LoadPartitionAsync));
        }

        return numbers;

        async Task LoadPartitionAsync(IGrouping<int, string> partition)
        {
            string[] wanted = [.. partition];
            var visits = await counter.VisitsAsync(partition.Key, wanted, cancellationToken);
            lock (numbers)
            {
                for (var i = 0; i < wanted.Length; i++)
                {
                    numbers[wanted[i]] = visits[i];
                }
            }
        }
    }

    private async Task<long> LoadAsync(string slug, CancellationToken cancellationToken) =>
        (await counter.VisitsAsync(VisitKeys.GetPartition(slug), [slug], cancellationToken))[0];
}
