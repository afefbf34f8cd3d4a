namespace SmeFunctions.Portal.Visits;

/// <summary>
/// The current numbers for articles and lists: visits stored by this process at once, those of others and folds at most
/// <see cref="VisitOptions.FreshFor"/> old. From memory as a rule; otherwise one query for each partition concerned (of
/// sixteen) and one read for each article not held, all side by side, however many ask at the same time. When storage does not
/// answer, numbers held from before are given, however old.
/// </summary>
public sealed class VisitCountReader(VisitCounter counter)
{
    /// <exception cref="ArgumentException">No article can have this slug.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage did not answer, and no number is held.</exception>
    public ValueTask<long> GetAsync(string slug, CancellationToken cancellationToken = default) =>
        counter.Peek(slug) is { } visits ? new(visits) : new(LoadAsync(slug, cancellationToken));

    /// <summary>All of them, 0 for those never visited.</summary>
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
