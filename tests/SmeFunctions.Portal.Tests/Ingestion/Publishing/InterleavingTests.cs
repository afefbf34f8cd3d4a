using CsCheck;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>
/// Several workers on one seed, and an editor who does not wait for them: whatever comes in between, in the end the site is what the
/// container shows.
/// </summary>
public sealed class InterleavingTests
{
    private const string Name = "en/a.md";

    private static readonly string _message = WorldView.Message(Name);
    private static readonly string _newMessage = WorldView.Message(Name, isNew: true);

    // What the container holds, or null for nothing. The slug is said, since who publishes first decides on it.
    private static readonly Dictionary<string, string?> _states = new()
    {
        ["nothing"] = null,
        ["first"] = Doc("date: 2026-02-01"),
        ["second"] = Doc("date: 2026-02-01", "Another sentence."),
        ["moved"] = Doc("date: 2026-02-03\nsection: a/b"),
        ["translated"] = Doc("date: 2026-02-04\nlang: zh"),
        ["draft"] = Doc("date: 2026-02-05\ndraft: true"),
        ["broken"] = Doc("date: 2026-02-06\ndraft: perhaps"),
        ["expired"] = Doc("date: 2026-02-07\nunpublishAt: 2026-02-08"),
        ["known as old"] = Doc("date: 2026-02-01\naliases: old"),
        ["known as older"] = Doc("date: 2026-02-01\naliases: [older]"),
        ["known as both"] = Doc("date: 2026-02-09\naliases: [old, older]"),
    };

    private static readonly string[] _plain = [.. _states.Keys.Where(state => !IsAliased(state))];

    public static TheoryData<string, string, string> Changes
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var before in (string[])["nothing", "first"])
            {
                foreach (var then in _plain.Where(state => state != before))
                {
                    // The last good version stays with a broken one: which one that is depends on who was first.
                    foreach (var last in _plain.Where(state => state != then && state is not ("broken" or "expired" or "second")))
                    {
                        data.Add(before, then, last);
                    }
                }
            }

            data.Add("removed", "first", "nothing");
            data.Add("removed", "moved", "nothing");
            data.Add("removed", "moved", "draft");
            data.Add("removed", "draft", "nothing");
            foreach (var before in (string[])["nothing", "first", "known as old", "removed"])
            {
                foreach (var last in (string[])["nothing", "first", "draft", "known as older", "known as both"])
                {
                    data.Add(before, before == "known as old" ? "known as older" : "known as old", last == "known as older" && before == "known as old" ? "known as old" : last);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public Task A_worker_with_an_older_view_changes_nothing_of_what_a_newer_one_did(string before, string then, string last) =>
        AssertRefusedAsync(before, then, last, _message, _message);

    /// <summary>One who takes the seed for new has the oldest view of all.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_worker_who_takes_the_seed_for_new_changes_nothing_of_what_a_newer_one_did(string before, string then, string last)
    {
        await AssertRefusedAsync(before, then, last, _newMessage, _message);
        await AssertRefusedAsync(before, then, last, _newMessage, _newMessage);
    }

    private static async Task AssertRefusedAsync(string before, string then, string last, string slowMessage, string fastMessage)
    {
        var (expected, steps) = await UndisturbedAsync(before, then, last);

        for (var step = 1; step <= steps; step++)
        {
            // It goes on to its end, or dies some steps later, and its message comes again.
            for (var death = 0; death <= 20; death += death == 0 ? 1 + (step % 4) : 4)
            {
                using var world = await ArrangeAsync(before);
                Put(world, then);
                var slow = new Worker(world);
                slow.At = async now =>
                {
                    if (now == step)
                    {
                        Put(world, last);
                        Assert.True(await new Worker(world).HandleAsync(fastMessage));
                    }

                    slow.IsDead = death > 0 && now == step + death;
                };
                if (!await slow.HandleAsync(slowMessage))
                {
                    Assert.True(await new Worker(world).HandleAsync(slowMessage));
                }

                await world.DrainAsync();
                Assert.True(expected == await world.ShowAsync(withPast: false), $"At {step} of {steps}, death {death}. Expected:\n{expected}\nSeen:\n{await world.ShowAsync(withPast: false)}");
            }
        }
    }

    /// <param name="seed">
    /// One that once failed: rows were written that were in no record, after another had closed the status store; what had been announced over a removal was taken
    /// for removed; or any.
    /// </param>
    /// <param name="isAliased">Whether the document also says under which slugs it was known before.</param>
    /// <param name="areNew">Whether every second message says that the seed is new.</param>
    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, false)]
    [InlineData(null, false, true)]
    [InlineData(null, true, true)]
    [InlineData("aTu7XfZLcbe3", false, false)]
    [InlineData("aQb0WSsEP3x3", false, false)]
    public Task Editors_and_workers_in_any_order_come_to_the_same_end(string? seed, bool isAliased, bool areNew)
    {
        string[] states = [.. isAliased ? _states.Keys.Where(state => IsAliased(state) || state is "nothing" or "first" or "draft") : _plain.Where(state => state != "broken")];
        var state = Gen.Int[0, states.Length - 1].Select(i => states[i]);
        var acts = Gen.Frequency(
            (2, state.Select(name => new Act(State: name))),
            (3, Gen.Const(new Act(Starts: true))),
            (14, Gen.Select(Gen.Int[0, 2], Gen.Int[1, 12]).Select((worker, steps) => new Act(Worker: worker, Steps: steps))),
            (1, Gen.Int[0, 2].Select(worker => new Act(Worker: worker, Dies: true))));

        return Gen.Select(acts.List[5, 40], state).SampleAsync(
            async (script, last) =>
            {
                var (expected, _) = await UndisturbedAsync("nothing", last, last);
                var seen = await PlayAsync(script, last, areNew);
                Assert.True(WithoutVersion(expected) == WithoutVersion(seen), $"Expected:\n{expected}\nSeen:\n{seen}");
            },
            seed: seed,
            iter: 400,
            print: sample => $"{string.Join(", ", sample.Item1)} then {sample.Item2}");
    }

    // How often the container was written differs.
    private static string WithoutVersion(string view) => System.Text.RegularExpressions.Regex.Replace(view, "\"0x[0-9A-F]+\"|seed .* Removed .*\n", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(30));

    private static async Task<string> PlayAsync(IEnumerable<Act> script, string last, bool areNew)
    {
        using var world = await ArrangeAsync("nothing");
        var paced = new List<PacedWorker>();
        foreach (var act in script)
        {
            if (act.State is { } state)
            {
                Put(world, state);
            }
            else if (act.Starts)
            {
                paced.Add(new PacedWorker(world, areNew && paced.Count % 2 == 0 ? _newMessage : _message));
            }
            else if (act.Worker < paced.Count)
            {
                // Of the youngest, since most of the older ones are through.
                var worker = paced[paced.Count - 1 - act.Worker];
                await (act.Dies ? worker.DieAsync() : worker.GoAsync(act.Steps));
            }
        }

        Put(world, last);
        foreach (var worker in paced)
        {
            await worker.GoAsync(int.MaxValue);
        }

        Assert.True(await new Worker(world).HandleAsync(_message));
        foreach (var worker in paced.Where(worker => !worker.CameThrough))
        {
            Assert.True(await new Worker(world).HandleAsync(_message));
        }

        await world.DrainAsync();
        return await world.ShowAsync(withPast: false);
    }

    private static async Task<TestPortal> ArrangeAsync(string before)
    {
        var world = new TestPortal();
        foreach (var state in before == "removed" ? (string[])["first", "nothing"] : [before])
        {
            Put(world, state);
            await world.HandleAsync(Name);
        }

        Worker.Watch(world);
        return world;
    }

    private static async Task<(string View, int Steps)> UndisturbedAsync(string before, string then, string last)
    {
        using var world = await ArrangeAsync(before);
        Put(world, then);
        var worker = new Worker(world);
        var steps = 0;
        using (var other = await ArrangeAsync(before))
        {
            Put(other, then);
            var counted = new Worker(other);
            Assert.True(await counted.HandleAsync(_message));
            steps = counted.Steps;
        }

        Put(world, last);
        Assert.True(await worker.HandleAsync(_message));
        await world.DrainAsync();
        return (await world.ShowAsync(withPast: false), steps);
    }

    private static void Put(TestPortal world, string state)
    {
        if (_states[state] is { } text)
        {
            world.Put(Name, text);
        }
        else
        {
            world.Seeds.Remove(Name);
        }
    }

    private static bool IsAliased(string state) => state.StartsWith("known", StringComparison.Ordinal);

    private static string Doc(string front, string text = "A sentence.") => $"---\ntitle: A headline\nslug: the-fair\n{front}\n---\n{text}\n";

    private sealed record Act(string? State = null, bool Starts = false, int Worker = 0, int Steps = 0, bool Dies = false);
}
