using System.Text.RegularExpressions;
using Azure;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>
/// A worker dies, or storage fails, on the way to each call and on the way back from it; the message comes again, or only the reconciler does. In
/// the end everything is as if nothing had happened.
/// </summary>
public sealed class CrashTests
{
    private const string Name = "en/a.md";

    /// <summary>Where its article is.</summary>
    private const string Blob = "the-fair.json";

    private const string Metadata = Name + ".meta.yaml";

    private static readonly string[] _corrected = [Name, Metadata];
    private static readonly string[] _originals = ["zh/b.md", "zh/c.md"];
    private static readonly string[] _mine = [.. _originals, Name];

    private static readonly Dictionary<string, Scenario> _scenarios = new()
    {
        ["publish"] = new([], world => world.Put(Name, Doc())),
        ["publish with visits"] = new([], world => world.Put(Name, TestPortal.Page("A headline").Replace("visits:0", "visits:7", StringComparison.Ordinal))),
        ["update"] = new([world => world.Put(Name, Doc())], world => world.Put(Name, Doc(text: "Another sentence."))),
        ["move"] = new([world => world.Put(Name, Doc())], world => world.Put(Name, Doc("date: 2026-02-03\nsection: a/b\nlang: zh"))),
        ["move back"] = new(
            [world => world.Put(Name, Doc()), world => world.Put(Name, Doc("date: 2026-02-03\nsection: a/b\nlang: zh"))], world => world.Put(Name, Doc())),
        ["rename"] = new(
            [world => world.Put(Name, Doc())],
            world =>
            {
                world.Put("en/b.md", Doc().Replace("the-fair", "the-other", StringComparison.Ordinal));
                world.Seeds.Remove(Name);
            },
            [Name, "en/b.md"]),
        ["remove"] = new([world => world.Put(Name, Doc())], world => world.Seeds.Remove(Name)),
        ["put back"] = new([world => world.Put(Name, Doc()), world => world.Seeds.Remove(Name)], world => world.Put(Name, Doc())),
        ["restore"] = new([world => world.Put(Name, Doc()), world => world.Put(Name, Doc(text: "Another sentence."))], world => world.Put(Name, Doc())),
        ["reject"] = new([world => world.Put(Name, Doc())], world => world.Put(Name, Doc("draft: perhaps"))),
        ["draft"] = new([], world => world.Put(Name, Doc("draft: true"))),
        ["release a draft"] = new([world => world.Put(Name, Doc("draft: true"))], world => world.Put(Name, Doc())),
        ["withdraw"] = new([world => world.Put(Name, Doc())], world => world.Put(Name, Doc("draft: true"))),
        ["expire"] = new([world => world.Put(Name, Doc("unpublishAt: 2026-03-02"))], world => world.Time.Advance(TimeSpan.FromDays(2))),
        ["expire what was rejected since"] = new(
            [world => world.Put(Name, Doc("unpublishAt: 2026-03-02")), world => world.Put(Name, Doc("draft: perhaps"))], world => world.Time.Advance(TimeSpan.FromDays(2))),
        ["come due"] = new([world => world.Put(Name, Doc("publishAt: 2026-03-02"))], world => world.Time.Advance(TimeSpan.FromDays(2))),
        ["publish with aliases"] = new([], world => world.Put(Name, Doc("aliases: [old, older]"))),
        ["take an alias"] = new([world => world.Put(Name, Doc())], world => world.Put(Name, Doc("aliases: old"))),
        ["leave an alias"] = new([world => world.Put(Name, Doc("aliases: [old, older]"))], world => world.Put(Name, Doc("aliases: older"))),
        ["change an alias"] = new([world => world.Put(Name, Doc("aliases: old"))], world => world.Put(Name, Doc("aliases: older"))),
        ["withdraw with an alias"] = new([world => world.Put(Name, Doc("aliases: old"))], world => world.Put(Name, Doc("aliases: [old, older]\ndraft: true"))),
        ["remove with an alias"] = new([world => world.Put(Name, Doc("aliases: old"))], world => world.Seeds.Remove(Name)),
        ["put back with an alias"] = new(
            [world => world.Put(Name, Doc("aliases: old")), world => world.Seeds.Remove(Name)], world => world.Put(Name, Doc("aliases: old"))),
        ["reject with another alias"] = new([world => world.Put(Name, Doc("aliases: old"))], world => world.Put(Name, Doc("aliases: older\ndraft: perhaps"))),
        ["come due till later"] = new(
            [world => world.Put(Name, Doc("publishAt: 2026-03-02\nunpublishAt: 2026-03-20"))], world => world.Time.Advance(TimeSpan.FromDays(2))),
    };

    private static readonly Dictionary<string, Scenario> _pairs = new()
    {
        ["translate"] = new([world => world.Put("zh/a.md", Doc("slug: 展会"))], world => world.Put(Name, Doc())),
        ["withdraw a translation"] = new(
            [world => world.Put("zh/a.md", Doc("slug: 展会")), world => world.Put(Name, Doc())], world => world.Put(Name, Doc("draft: true")), [Name], ["zh/a.md", Name]),
        ["remove a translation"] = new(
            [world => world.Put("zh/a.md", Doc("slug: 展会")), world => world.Put(Name, Doc())], world => world.Seeds.Remove(Name), [Name], ["zh/a.md", Name]),
        ["say what it translates"] = new([PutOriginals], world => world.Put(Name, Of("zh/b.md")), [Name], _originals),
        ["say what it translates, of which others are as well"] = new(
            [PutOriginals, world => world.Put("ja/d.md", Of("zh/b.md", "slug: the-third\nlang: ja"))], world => world.Put(Name, Of("zh/b.md")), [Name], [.. _originals, "ja/d.md"]),
        ["say what it translates before that is there"] = new([world => world.Put(Name, Of("zh/b.md"))], PutOriginals, _originals),
        ["begin to say it"] = new([PutOriginals, world => world.Put(Name, Doc())], world => world.Put(Name, Of("zh/b.md")), [Name], _mine),
        ["say something else"] = new([PutOriginals, PutMine], world => world.Put(Name, Of("zh/c.md")), [Name], _mine),
        ["say it no more"] = new([PutOriginals, PutMine], world => world.Put(Name, Doc()), [Name], _mine),
        ["say it of one of its own name"] = new([PutOriginals, PutMine], world => world.Put(Name, Of("zh/a.md")), [Name], _mine),
        ["be rejected"] = new([PutOriginals, PutMine], world => world.Put(Name, Of("zh/c.md", "draft: perhaps")), [Name], _mine),
        ["withdraw one that says it"] = new([PutOriginals, PutMine], world => world.Put(Name, Of("zh/c.md", "draft: true")), [Name], _mine),
        ["remove one that says it"] = new([PutOriginals, PutMine], world => world.Seeds.Remove(Name), [Name], _mine),
        ["remove what it translates"] = new([PutOriginals, PutMine], world => world.Seeds.Remove("zh/b.md"), ["zh/b.md"], _mine),
        ["rival"] = new([PutOriginals, PutMine], world => world.Put("en/0.md", Of("zh/b.md", "slug: the-rival")), ["en/0.md"], _mine),
        ["close a circle"] = new([PutOriginals, PutMine], world => world.Put("zh/b.md", Of(Name, "slug: 展会")), ["zh/b.md"], _mine),
        ["correct"] = new([world => world.Put(Name, Doc())], PutMetadata("title: Corrected\ndate: 2026-02-05"), [Metadata], _corrected),
        ["correct again"] = new([world => world.Put(Name, Doc()), PutMetadata("title: Corrected")], PutMetadata("title: Corrected again\nsection: a/b"), [Metadata], _corrected),
        ["withdraw by a correction"] = new([world => world.Put(Name, Doc())], PutMetadata("draft: true"), [Metadata], _corrected),
        ["release a draft by a correction"] = new([world => world.Put(Name, Doc("draft: true"))], PutMetadata("draft: false"), [Metadata], _corrected),
        ["take a correction back"] = new([world => world.Put(Name, Doc()), PutMetadata("title: Corrected")], world => world.Seeds.Remove(Metadata), [Metadata], _corrected),
        ["correct wrongly"] = new([world => world.Put(Name, Doc()), PutMetadata("title: Corrected")], PutMetadata("title: [a"), [Metadata], _corrected),
        ["correct what was rejected for a wrong correction"] = new(
            [world => world.Put(Name, Doc()), PutMetadata("title: [a"), world => world.Put(Name, Doc(text: "Another sentence."))], PutMetadata("title: Corrected"), [Metadata], _corrected),
        ["overwrite what is corrected"] = new([world => world.Put(Name, Doc()), PutMetadata("title: Corrected")], world => world.Put(Name, Doc(text: "Another sentence.")), [Name], _corrected),
        ["publish with a correction"] = new(
            [],
            world =>
            {
                world.Put(Name, Doc());
                PutMetadata("title: Corrected")(world);
            },
            [Metadata, Name],
            _corrected),
        ["close a chain"] = new(
            [PutOriginals, PutMine, world => world.Put("en/e.md", Doc("slug: the-end"))], world => world.Put("zh/b.md", Of("en/e.md", "slug: 展会")), ["zh/b.md"], [.. _mine, "en/e.md"]),
    };

    public static TheoryData<string> Scenarios => [.. _scenarios.Keys];

    public static TheoryData<string> AllScenarios => [.. _scenarios.Keys, .. _pairs.Keys];

    [Theory]
    [MemberData(nameof(AllScenarios))]
    public async Task A_crash_at_any_step_is_repaired_when_the_message_comes_again(string name)
    {
        var scenario = _scenarios.GetValueOrDefault(name) ?? _pairs[name];
        var (expected, steps) = await UndisturbedAsync(scenario);
        Assert.True(steps >= 6, $"{steps} steps are too few to be true.");

        for (var step = 1; step <= steps; step++)
        {
            foreach (var dies in (bool[])[true, false])
            {
                using var world = await ArrangeAsync(scenario);
                var lost = await DisturbAsync(world, scenario, step, dies);
                foreach (var message in lost)
                {
                    Assert.True(await new Worker(world).HandleAsync(message), $"At step {step}, dies: {dies}");
                }

                await world.DrainAsync();
                Assert.True(expected == await world.ShowAsync(), $"At step {step} of {steps}, dies: {dies}. Expected:\n{expected}\nSeen:\n{await world.ShowAsync()}");
            }
        }
    }

    /// <summary>Most of them are not new: to be told so costs calls and changes nothing.</summary>
    [Theory]
    [MemberData(nameof(AllScenarios))]
    public async Task A_crash_at_any_step_is_repaired_when_the_message_says_that_the_seed_is_new(string name)
    {
        var scenario = _scenarios.GetValueOrDefault(name) ?? _pairs[name];
        using var undisturbed = await ArrangeAsync(scenario);
        await DisturbAsync(undisturbed, scenario, step: 0, dies: false);
        await undisturbed.DrainAsync();
        var expected = await ShowWithoutVersionsAsync(undisturbed);
        scenario = scenario with { AreNew = true };
        var (_, steps) = await UndisturbedAsync(scenario);

        for (var step = 0; step <= steps; step++)
        {
            using var world = await ArrangeAsync(scenario);
            foreach (var message in await DisturbAsync(world, scenario, step, dies: step % 2 == 0))
            {
                Assert.True(await new Worker(world).HandleAsync(message), $"At step {step}");
            }

            await world.DrainAsync();
            Assert.True(expected == await ShowWithoutVersionsAsync(world), $"At step {step} of {steps}. Expected:\n{expected}\nSeen:\n{await ShowWithoutVersionsAsync(world)}");
        }
    }

    [Theory]
    [MemberData(nameof(AllScenarios))]
    public async Task A_crash_at_any_step_is_repaired_by_the_sweep_when_the_message_is_lost(string name)
    {
        var scenario = _scenarios.GetValueOrDefault(name) ?? _pairs[name];
        var (expected, steps) = await UndisturbedAsync(scenario);

        for (var step = 1; step <= steps; step++)
        {
            using var world = await ArrangeAsync(scenario);
            await world.Sweeper.ReconcileAsync(CancellationToken.None);
            await world.DrainAsync();
            await DisturbAsync(world, scenario, step, dies: true);
            world.Queue.Messages.Clear();
            for (var i = 0; i < 3; i++)
            {
                await world.Sweeper.ReconcileAsync(CancellationToken.None);
                await world.DrainAsync();
                world.Time.Advance(TimeSpan.FromMinutes(6));
            }

            Assert.Equal(0, await world.Sweeper.ReconcileAsync(CancellationToken.None));
            Assert.True(expected == await world.ShowAsync(), $"At step {step} of {steps}. Expected:\n{expected}\nSeen:\n{await world.ShowAsync()}");
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_second_crash_on_the_way_of_the_repair_is_repaired_as_well(string name)
    {
        var scenario = _scenarios[name];
        var (expected, steps) = await UndisturbedAsync(scenario);

        for (var step = 1; step <= steps; step++)
        {
            for (var second = 1 + (step % 5); second <= steps + 8; second += 5)
            {
                using var world = await ArrangeAsync(scenario);
                await DisturbAsync(world, scenario, step, dies: true);
                await DisturbAsync(world, scenario with { Change = _ => { } }, second, dies: true);
                foreach (var message in scenario.Messages)
                {
                    Assert.True(await new Worker(world).HandleAsync(message));
                }

                await world.DrainAsync();
                Assert.True(expected == await world.ShowAsync(), $"At steps {step} and {second}. Expected:\n{expected}\nSeen:\n{await world.ShowAsync()}");
            }
        }
    }

    // The same of aliases: what the first half of one change took or left, the other puts right.
    [Theory]
    [InlineData("", "aliases: older", "")]
    [InlineData("", "aliases: older", "draft: perhaps")]
    [InlineData("", "aliases: older", "removed")]
    [InlineData("aliases: old", "aliases: older", "aliases: old")]
    [InlineData("aliases: old", "aliases: older", "aliases: [old, older]")]
    [InlineData("aliases: old", "aliases: older", "draft: perhaps")]
    [InlineData("aliases: old", "aliases: older", "draft: true")]
    [InlineData("aliases: old", "aliases: older", "removed")]
    [InlineData("aliases: old", "", "draft: perhaps")]
    [InlineData("aliases: old", "draft: true", "aliases: old")]
    public Task A_change_of_aliases_that_died_at_any_step_is_taken_back(string first, string second, string third) =>
        AssertTakenBackAsync(new Scenario([world => world.Put(Name, Doc(first))], world => world.Put(Name, Doc(second))), world =>
        {
            if (third == "removed")
            {
                world.Seeds.Remove(Name);
            }
            else
            {
                world.Put(Name, Doc(third));
            }
        }, third.Contains("perhaps", StringComparison.Ordinal));

    // The first half of one change, then another change, and none of it knows of the other.
    [Theory]
    [InlineData("zh/b.md", "zh/c.md", "draft: perhaps")]
    [InlineData("zh/b.md", "zh/c.md", "")]
    [InlineData("zh/b.md", null, "")]
    [InlineData("zh/b.md", null, "draft: perhaps")]
    [InlineData(null, "zh/c.md", "")]
    [InlineData(null, "zh/c.md", "draft: perhaps")]
    [InlineData(null, "zh/c.md", "removed")]
    [InlineData("zh/b.md", "zh/c.md", "removed")]
    public Task A_change_of_mind_that_died_at_any_step_is_taken_back(string? first, string? second, string third)
    {
        void Change(TestPortal world)
        {
            if (third == "removed")
            {
                world.Seeds.Remove(Name);
            }
            else
            {
                world.Put(Name, Of(first, third));
            }
        }

        var scenario = new Scenario([PutOriginals, world => world.Put(Name, Of(first))], world => world.Put(Name, Of(second)), [Name], _mine);
        return AssertTakenBackAsync(scenario, Change, third.Contains("perhaps", StringComparison.Ordinal));
    }

    private static async Task AssertTakenBackAsync(Scenario scenario, Action<TestPortal> change, bool isRejected)
    {
        var (_, steps) = await UndisturbedAsync(scenario);
        using var undisturbed = await ArrangeAsync(scenario);
        change(undisturbed);
        await undisturbed.HandleAsync(Name);
        await undisturbed.DrainAsync();
        var expected = await ShowWithoutVersionsAsync(undisturbed);

        for (var step = 1; step < steps; step++)
        {
            using var world = await ArrangeAsync(scenario);
            await DisturbAsync(world, scenario, step, dies: true);
            if (isRejected && world.Articles.WritesTo(Blob) > undisturbed.Articles.WritesTo(Blob))
            {
                // Which good version is the last one is settled then.
                break;
            }

            // Whoever was asked for looks in between.
            await world.DrainAsync();
            change(world);
            await world.HandleAsync(Name);
            await world.DrainAsync();
            Assert.True(expected == await ShowWithoutVersionsAsync(world), $"At step {step} of {steps}. Expected:\n{expected}\nSeen:\n{await ShowWithoutVersionsAsync(world)}");
        }
    }

    // How often the container was written differs.
    private static async Task<string> ShowWithoutVersionsAsync(TestPortal world) =>
        Regex.Replace(await world.ShowAsync(), "\"0x[0-9A-F]+\"|gone .*\n|kept .*\n", "", RegexOptions.None, TimeSpan.FromSeconds(30));

    private static void PutOriginals(TestPortal world)
    {
        world.Put("zh/b.md", Doc("slug: 展会"));
        world.Put("zh/c.md", Doc("slug: 大会"));
    }

    private static Action<TestPortal> PutMetadata(string yaml) => world => world.Put(Metadata, yaml);

    private static void PutMine(TestPortal world) => world.Put(Name, Of("zh/b.md"));

    private static string Of(string? original, string front = "") => Doc($"{(original is null ? "" : $"translationOf: {original}\n")}{front}");

    private static string Doc(string front = "", string text = "A sentence.") =>
        $"---\ntitle: A headline\n{(front.Contains("date:", StringComparison.Ordinal) ? "" : "date: 2026-02-01\n")}{(front.Contains("slug:", StringComparison.Ordinal) ? "" : "slug: the-fair\n")}{front}\n---\n{text}\n";

    private static async Task<TestPortal> ArrangeAsync(Scenario scenario)
    {
        var world = new TestPortal();
        world.Portal.Languages = ["en", "zh", "ja"];
        foreach (var before in scenario.Before)
        {
            before(world);
            foreach (var name in scenario.MessagesBefore ?? [.. world.Seeds.Blobs.Keys, Name])
            {
                await world.HandleAsync(name);
            }

            await world.DrainAsync();
        }

        Worker.Watch(world);
        return world;
    }

    private static async Task<(string View, int Steps)> UndisturbedAsync(Scenario scenario)
    {
        using var world = await ArrangeAsync(scenario);
        scenario.Change(world);
        var steps = 0;
        foreach (var message in scenario.Messages)
        {
            var worker = new Worker(world);
            Assert.True(await worker.HandleAsync(message));
            steps += worker.Steps;
        }

        await world.DrainAsync();
        return (await world.ShowAsync(), steps);
    }

    // The step is counted over all messages, as if one worker took them one after the other.
    private static async Task<List<string>> DisturbAsync(TestPortal world, Scenario scenario, int step, bool dies)
    {
        scenario.Change(world);
        var done = 0;
        var lost = new List<string>();
        foreach (var message in scenario.Messages)
        {
            var worker = new Worker(world);
            worker.At = now =>
            {
                worker.IsDead = dies && done + now == step;
                return !dies && done + now == step ? Task.FromException(new RequestFailedException(500, "Failed.", "InternalError", null)) : Task.CompletedTask;
            };
            if (!await worker.HandleAsync(message))
            {
                lost.Add(message);
            }

            done += worker.Steps;
        }

        return lost;
    }

    /// <param name="Before">What was done and seen through before.</param>
    /// <param name="Change">What is done then.</param>
    /// <param name="Names">Of which seeds a message tells of it.</param>
    /// <param name="MessagesBefore">Of which seeds messages told before.</param>
    private sealed record Scenario(IReadOnlyList<Action<TestPortal>> Before, Action<TestPortal> Change, IReadOnlyList<string>? Names = null, IReadOnlyList<string>? MessagesBefore = null)
    {
        /// <summary>Whether the messages say that the seeds are new.</summary>
        public bool AreNew { get; init; }

        public IReadOnlyList<string> Messages => [.. (Names ?? [Name]).Select(name => WorldView.Message(name, AreNew))];
    }
}
