using CsCheck;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>Documents that are translations of each other, and several workers on them at the same moment.</summary>
public sealed class SeedTranslationRaceTests
{
    private const string English = "en/fair-report.md";
    private const string Chinese = "zh/2017/fair.md";

    // Of one name: nobody looks back at these after an outcome, so that the group's version must tell.
    private static readonly string[] _group = ["en/a.md", "zh/a.md", "ja/a.md"];

    /// <summary>At each step of a worker on one of two, another comes and goes on the other; neither is asked for but by them.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("", "translationOf: en/a.md")]
    [InlineData("translationOf: zh/a.md", "translationOf: en/a.md")]
    [InlineData("", "", true)]
    [InlineData("", "translationOf: en/a.md", true)]
    public async Task Two_that_are_published_at_the_same_moment_know_of_each_other(string english, string chinese, bool areNew = false)
    {
        for (var step = 1; ; step++)
        {
            for (var death = 0; death <= 16; death += 4)
            {
                using var world = new TestPortal();
                Worker.Watch(world);
                world.Put("en/a.md", Doc("a", front: english));
                world.Put("zh/a.md", Doc("b", front: chinese));
                var slow = new Worker(world);
                slow.At = async now =>
                {
                    if (now == step)
                    {
                        Assert.True(await new Worker(world).HandleAsync(WorldView.Message("zh/a.md", areNew)));
                    }

                    slow.IsDead = death > 0 && now == step + death;
                };
                if (!await slow.HandleAsync(WorldView.Message("en/a.md", areNew)))
                {
                    Assert.True(await new Worker(world).HandleAsync(WorldView.Message("en/a.md", areNew)));
                }

                if (slow.Steps < step)
                {
                    Assert.True(step > 10, $"{step} steps are too few to be true.");
                    return;
                }

                await world.DrainAsync();
                await world.ShowAsync();
                Assert.True(
                    (await ToldAsync(world, "en/a.md")).SequenceEqual(["zh b"]) && (await ToldAsync(world, "zh/a.md")).SequenceEqual(["en a"]),
                    $"At {step}, death {death}.");
            }
        }
    }

    /// <summary>Several workers, of which any is as slow as it likes, and editors who do not wait.</summary>
    /// <param name="areNew">Whether most messages say that the seed is new.</param>
    /// <param name="seed">One that once failed: who had taken the seed for new wrote a link that another had written already, and did not look at it again.</param>
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, "0T8kLDU9HR93")]
    public Task A_group_comes_to_the_same_end_in_any_order(bool areNew, string? seed)
    {
        string?[] states = [null, "", "author: A Desk", "draft: true", "translationOf: zh/2017/fair.md", "translationOf: en/a.md"];
        var put = Gen.Select(Gen.Int[0, 2], Gen.Int[0, states.Length - 1]).Select((seed, state) => new Act(Seed: seed, State: state));
        var acts = Gen.Frequency(
            (3, put),
            (5, Gen.Int[0, 2].Select(seed => new Act(Seed: seed))),
            (14, Gen.Select(Gen.Int[0, 3], Gen.Int[1, 12]).Select((worker, steps) => new Act(Worker: worker, Steps: steps))));

        return acts.List[8, 40].SampleAsync(
            async script =>
            {
                using var world = new TestPortal();
                world.Portal.Languages = ["en", "zh", "ja"];
                world.Put(Chinese, Doc("fair"));
                await world.HandleAsync(Chinese);
                Worker.Watch(world);
                var paced = new List<PacedWorker>();
                foreach (var act in script)
                {
                    if (act.Worker is { } worker)
                    {
                        await (worker < paced.Count ? paced[paced.Count - 1 - worker].GoAsync(act.Steps) : Task.CompletedTask);
                    }
                    else
                    {
                        if (act.State is { } state)
                        {
                            Change(world, _group[act.Seed], states[state]);
                        }

                        // Each change has its message; some say that the seed is new.
                        paced.Add(new PacedWorker(world, WorldView.Message(_group[act.Seed], areNew && paced.Count % 3 > 0)));
                    }
                }

                foreach (var worker in paced)
                {
                    await worker.GoAsync(int.MaxValue);
                }

                foreach (var worker in paced.Where(worker => !worker.CameThrough))
                {
                    Assert.True(await new Worker(world).HandleAsync(worker.Message));
                }

                await world.DrainAsync();
                await world.ShowAsync(withPast: false);
                var all = await world.Ledger.ReadAllAsync(CancellationToken.None).ToDictionaryAsync(record => record.Name.Value);
                Assert.Empty(RelatedSeedNotifier.FindStale(all));
            },
            seed: seed,
            iter: 400,
            print: script => string.Join(", ", script));
    }

    [Theory]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.RetriedByClient)]
    [InlineData(Fault.TimeoutBefore)]
    public async Task An_answer_lost_at_any_write_of_the_ledger_comes_to_the_same_end(Fault fault)
    {
        for (var at = 1; at <= 20; at++)
        {
            using var world = new TestPortal();
            world.Put(Chinese, Doc("b"));
            world.Put("zh/c.md", Doc("c"));
            world.Put(English, Doc("a", Chinese));
            foreach (var name in (string[])[Chinese, "zh/c.md", English])
            {
                await world.HandleAsync(name);
            }

            await world.DrainAsync();
            var writes = 0;
            world.SeedsTable.Faults = call => call.IsWrite && ++writes == at ? fault : Fault.None;
            foreach (var change in (string?[])[Doc("a", "zh/c.md"), Doc("a", Chinese), null])
            {
                if (change is null)
                {
                    world.Seeds.Remove(English);
                }
                else
                {
                    world.Put(English, change);
                }

                await world.Events.PublishAsync(SeedName.FromBlobName(English), CancellationToken.None);
                while (world.Queue.Messages is [var message, ..])
                {
                    world.Queue.Messages.RemoveAt(0);
                    try
                    {
                        await world.Inbox.HandleAsync(message, CancellationToken.None);
                    }
                    catch (Exception e) when (e is Azure.RequestFailedException or TaskCanceledException)
                    {
                        world.Queue.Messages.Add(message);
                    }
                }

                var named = change is null ? null : (await world.RecordAsync(English)).TranslationOf?.Value;
                Assert.Equal(named is null ? [] : [named], (await world.RecordAsync(English)).TranslationLinks.Select(link => link.To));
                Assert.Equal(named is null ? 0 : 1, world.PointerRows.Count);
                foreach (var name in (string[])[Chinese, "zh/c.md"])
                {
                    Assert.Equal(name == named ? 1 : 0, (await world.RecordAsync(name)).Translations.Count);
                }
            }
        }
    }

    /// <summary>At each step of a worker with an older version the editor changes it, and another worker comes and goes.</summary>
    [Theory]
    [InlineData(null, Chinese, "zh/c.md")]
    [InlineData(null, Chinese, null)]
    [InlineData(null, Chinese, "removed")]
    [InlineData(Chinese, "zh/c.md", null)]
    [InlineData(Chinese, "zh/c.md", Chinese)]
    [InlineData(Chinese, "zh/c.md", "removed")]
    [InlineData(Chinese, null, Chinese)]
    [InlineData(Chinese, null, "zh/c.md")]
    [InlineData(Chinese, "removed", Chinese)]
    [InlineData("removed", Chinese, "zh/c.md")]
    [InlineData("removed", Chinese, "removed")]
    [InlineData(Chinese, "draft", Chinese)]
    [InlineData(Chinese, "zh/c.md", "draft")]
    public async Task A_worker_with_an_older_view_changes_nothing_of_what_a_newer_one_did(string? before, string? then, string? last)
    {
        for (var step = 1; step < 60; step++)
        {
            // It goes on to its end, or dies some steps later, and its message comes again.
            for (var death = 0; death <= 20; death += death == 0 ? 1 + (step % 5) : 6)
            {
                using var world = new TestPortal();
                world.Put(Chinese, Doc("b"));
                world.Put("zh/c.md", Doc("c"));
                Put(world, null);
                await world.HandleAsync(English);
                Put(world, before);
                foreach (var name in (string[])[Chinese, "zh/c.md", English])
                {
                    await world.HandleAsync(name);
                }

                await world.DrainAsync();
                Worker.Watch(world);
                Put(world, then);
                var slow = new Worker(world);
                slow.At = async now =>
                {
                    if (now == step)
                    {
                        Put(world, last);
                        Assert.True(await new Worker(world).HandleAsync(WorldView.Message(English)));

                        // Those whom it concerns look before the slow one goes on.
                        if (step % 2 == 0)
                        {
                            await new Worker(world).HandleAsync(WorldView.Message(Chinese));
                            await new Worker(world).HandleAsync(WorldView.Message("zh/c.md"));
                        }
                    }

                    slow.IsDead = death > 0 && now == step + death;
                };
                if (!await slow.HandleAsync(WorldView.Message(English)))
                {
                    Assert.True(await new Worker(world).HandleAsync(WorldView.Message(English)));
                }

                if (slow.Steps < step)
                {
                    Assert.True(step > 8, $"{step} steps are too few to be true.");
                    return;
                }

                await world.DrainAsync();
                await world.ShowAsync(withPast: false);
                var named = last is "removed" or "draft" ? null : last;
                foreach (var name in (string[])[Chinese, "zh/c.md"])
                {
                    Assert.True((name == named ? 1 : 0) == (await world.RecordAsync(name)).Translations.Count, $"At {step}, death {death}: {name}");
                }

                var record = await world.RecordAsync(English);
                Assert.Equal(named is null ? 0 : 1, record.Translations.Count);
                Assert.Equal(last == "draft" ? [Chinese] : named is null ? [] : [named], record.TranslationLinks.Select(link => link.To));
            }
        }
    }

    private static void Change(TestPortal world, string name, string? front)
    {
        if (front is null)
        {
            world.Seeds.Remove(name);
        }
        else
        {
            world.Put(name, Doc(name[..2], front: front));
        }
    }

    private static async Task<IReadOnlyList<string>> ToldAsync(TestPortal world, string name) =>
        [.. (await world.RecordAsync(name)).Translations.Select(translation => $"{translation.Lang} {translation.Slug}")];

    private static void Put(TestPortal world, string? state)
    {
        if (state == "removed")
        {
            world.Seeds.Remove(English);
        }
        else
        {
            world.Put(English, state == "draft" ? Doc("a", Chinese, "draft: true") : Doc("a", state));
        }
    }

    private static string Doc(string slug, string? named = null, string front = "") =>
        $"---\ntitle: A headline\ndate: 2026-02-01\nslug: {slug}\n{(named is null ? "" : $"translationOf: {named}\n")}{front}\n---\nA sentence.\n";

    private sealed record Act(int Seed = 0, int? State = null, int? Worker = null, int Steps = 0);
}
