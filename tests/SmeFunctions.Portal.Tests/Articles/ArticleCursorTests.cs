using System.Globalization;
using CsCheck;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Portal.Tests.Articles;

/// <summary>
/// A reader goes from page to page while articles come, go, move and are written again, between the pages and between the calls that one page
/// takes: whatever was in the list all the time, in its place, is seen once.
/// </summary>
public sealed class ArticleCursorTests
{
    private static readonly string[] _languages = ["en", "zh"];
    private static readonly string[] _sections = ["a", "a/b", "a-b", "c"];
    private static readonly string[] _sources = ["The Letter", "the-lett"];
    private static readonly string[][] _tags = [[], ["t"], ["u"], ["t", "tu"]];

    private static readonly Gen<Shape> _shapes = Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 1])
        .Select((lang, day, section, tags, source) => new Shape(lang, day, section, tags, source));

    private static readonly Gen<Act> _acts = Gen.Select(Gen.Enum<What>(), Gen.Int[0, 60], _shapes, Gen.Int[0, 2])
        .Select((what, which, shape, pause) => new Act(what, which, shape, pause));

    private static readonly ArticleList[] _lists =
    [
        ArticleList.All, ArticleList.ForSection("a"), ArticleList.ForSection("a/b"), ArticleList.ForTag("t"), ArticleList.ForSource("the-letter"),
    ];

    private static readonly Gen<ArticleQuery> _queries = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, _lists.Length - 1], Gen.OneOf(Gen.Int[1, 6], Gen.Int[7, 100]), Gen.Int[-3, 3], Gen.Int[-3, 3])
        .Select((lang, list, limit, from, to) => new ArticleQuery
        {
            Lang = lang < 2 ? _languages[lang] : null,
            List = _lists[list],
            Limit = limit,
            From = from < 0 ? null : Day(from),
            To = to < 0 ? null : Day(to),
        });

    [Fact]
    public Task Paging_loses_and_doubles_nothing_that_stays_in_its_place() => Gen.Select(_shapes.Array[0, 40], _acts.Array[0, 60], _queries).SampleAsync(
        async (shapes, acts, query) =>
        {
            using var world = new TestPortal();
            world.Reading.FreshFor = TimeSpan.Zero;
            var site = new Site(world);
            foreach (var (i, shape) in shapes.Index())
            {
                await site.WriteAsync(Slug(i), shape);
            }

            var still = shapes.Index().Where(article => IsStill(article.Index) && IsIn(article.Item, query)).Select(article => Slug(article.Index)).ToList();
            var busy = new Busy(site, acts, shapes.Length);
            world.ArticlesTable.Travel = busy.GoOnAsync;
            var seen = new List<(string Position, string Slug)>();
            for (var next = query; next is not null;)
            {
                Assert.True(seen.Count <= 200, "It never ends.");
                var page = await world.Catalog.ListAsync(next, CancellationToken.None);
                Assert.InRange(page.Items.Count, 0, query.Limit);
                seen.AddRange(page.Items.Select(item => (ArticleKeys.CreatePosition(item.Published, item.Slug), item.Slug)));
                next = page.Next;
                await busy.GoOnAsync();
            }

            // In one order, so that what is doubled was moved on its way.
            Assert.Equal(seen.Select(article => article.Position).Order(StringComparer.Ordinal).Distinct(), seen.Select(article => article.Position));
            Assert.Equal(still.Order(StringComparer.Ordinal), seen.Select(article => article.Slug).Where(still.Contains).Order(StringComparer.Ordinal));
        },
        iter: 500,
        print: sample => $"{string.Join(", ", sample.Item1)}; {string.Join(", ", sample.Item2)}; {sample.Item3.Key} {sample.Item3.List}");

    private static bool IsStill(int number) => number % 2 == 0;

    private static bool IsIn(Shape shape, ArticleQuery query) =>
        (query.Lang is null || query.Lang == _languages[shape.Lang])
        && (query.From is null || Day(shape.Day) >= query.From)
        && (query.To is null || Day(shape.Day) <= query.To)
        && ArticleKeys.GetLists(ArticleOf("x", shape, "")).Contains(query.List);

    private static DateOnly Day(int day) => new DateOnly(2017, 1, 30).AddDays(day);

    private static string Slug(int number) => string.Create(CultureInfo.InvariantCulture, $"article-{number}");

    private static Article ArticleOf(string slug, Shape shape, string text)
    {
        var section = _sections[shape.Section];
        return new Article
        {
            Slug = slug,
            Lang = _languages[shape.Lang],
            Title = slug,
            Published = Day(shape.Day),
            Source = _sources[shape.Source],
            Tags = _tags[shape.Tags],
            Section = new Section(section, section),
            Breadcrumb = [section],
            Summary = text,
            Html = text,
            Text = text,
            Updated = DateTimeOffset.UnixEpoch,
            Translations = [],
        };
    }

    private enum What
    {
        Publish,
        Move,
        Unpublish,
        Edit,
    }

    /// <summary>Where an article stands.</summary>
    private sealed record Shape(int Lang, int Day, int Section, int Tags, int Source);

    /// <param name="What">What is done.</param>
    /// <param name="Which">To which article.</param>
    /// <param name="Shape">Where it comes to stand.</param>
    /// <param name="Pause">How many steps of the reader go by before it.</param>
    private sealed record Act(What What, int Which, Shape Shape, int Pause);

    private sealed class Site(TestPortal world)
    {
        private readonly Dictionary<string, (Shape Shape, StoredArticleState Place)> _articles = [];
        private int _writes;

        /// <param name="slug">Which.</param>
        /// <param name="shape">Where it is to stand; where it is, if that is not said.</param>
        public async Task WriteAsync(string slug, Shape? shape)
        {
            var isKnown = _articles.TryGetValue(slug, out var known);
            if ((shape ?? (isKnown ? known.Shape : null)) is { } next)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"Version {++_writes}");
                _articles[slug] = (next, await world.ArticleStore.PublishAsync(
                    ArticleOf(slug, next, text), slug, isKnown ? known.Place : StoredArticleState.None, CancellationToken.None));
            }
        }

        public async Task RemoveAsync(string slug)
        {
            if (_articles.TryGetValue(slug, out var known) && known.Place.IsListed)
            {
                _articles[slug] = (known.Shape, await world.ArticleStore.UnpublishAsync(slug, slug, known.Place, CancellationToken.None));
            }
        }
    }

    /// <summary>Editors, who do one thing after the other at steps of the reader.</summary>
    private sealed class Busy(Site site, Act[] acts, int articles)
    {
        private readonly Queue<Act> _left = new(acts);
        private int _pause = acts.Length == 0 ? 0 : acts[0].Pause;
        private bool _isAtWork;

        public async Task GoOnAsync()
        {
            if (_isAtWork || _left.Count == 0 || _pause-- > 0)
            {
                return;
            }

            // What it does takes steps of its own.
            _isAtWork = true;
            var act = _left.Dequeue();
            _pause = _left.TryPeek(out var next) ? next.Pause : 0;
            var old = articles == 0 ? 1 : act.Which % articles;
            await (act.What switch
            {
                What.Publish => site.WriteAsync(Slug(1_001 + (2 * act.Which)), act.Shape),
                What.Edit => site.WriteAsync(Slug(old), articles == 0 ? act.Shape : null),
                What.Move when !IsStill(old) => site.WriteAsync(Slug(old), act.Shape),
                What.Unpublish when !IsStill(old) => site.RemoveAsync(Slug(old)),
                _ => Task.CompletedTask,
            });
            _isAtWork = false;
        }
    }
}
