namespace SmeFunctions.Benchmarks.Running;

/// <summary>Two apps under the same load in short turns, so that what else happens on the machine falls on both.</summary>
internal sealed record Turns(IReadOnlyList<Turn> Own, IReadOnlyList<Turn> Other)
{
    /// <summary>Of the ratios of all pairs, the middle one.</summary>
    public double Ratio => Own.Zip(Other, (own, other) => own.Load.Rate / other.Load.Rate).Order().ElementAt(Own.Count / 2);

    public static async Task<Turns> TakeAsync(int pairs, Func<Task<Turn>> own, Func<Task<Turn>> other)
    {
        var (ours, others) = (new List<Turn>(), new List<Turn>());
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who comes first alternates, too: what begins meanwhile then falls on the one as often as on the other.
            var otherFirst = pair % 2 == 0;
            if (otherFirst)
            {
                others.Add(await other());
            }

            ours.Add(await own());
            if (!otherFirst)
            {
                others.Add(await other());
            }
        }

        return new Turns(ours, others);
    }
}

/// <param name="Load">What was answered.</param>
/// <param name="Used">What that took.</param>
internal sealed record Turn(LoadResult Load, AppReport Used)
{
    public static async Task<Turn> TakeAsync(AppProcess app, int connections, IReadOnlyList<byte[]> requests, TimeSpan duration)
    {
        var before = await app.ReportAsync();
        var load = await HttpLoad.RunAsync(app.Address, connections, requests, duration);
        return new Turn(load, (await app.ReportAsync()).Since(before));
    }
}
