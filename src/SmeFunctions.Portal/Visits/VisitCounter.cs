namespace SmeFunctions.Portal.Visits;

internal sealed class VisitCounter
{
    private readonly Task _done = Task.CompletedTask;

    public async Task<bool> SetBaseAsync(string slug, long visits, CancellationToken cancellationToken)
    {
        await _done;
        return true;
    }

    public async Task<(long Visits, long Today)> CountAsync(string slug, CancellationToken cancellationToken)
    {
        await _done;
        return (1, 1);
    }
}

internal sealed class VisitNumbers
{
    private readonly Task _done = Task.CompletedTask;

    public async ValueTask<long> GetAsync(string slug, CancellationToken cancellationToken)
    {
        await _done;
        return 0;
    }

    public async Task<IReadOnlyDictionary<string, long>> GetManyAsync(IReadOnlyCollection<string> slugs, CancellationToken cancellationToken)
    {
        await _done;
        return slugs.ToDictionary(slug => slug, _ => 0L);
    }
}
