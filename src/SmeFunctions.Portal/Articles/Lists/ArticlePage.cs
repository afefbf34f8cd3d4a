using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>A query for a list of articles.</summary>
public sealed record ArticleQuery
{
    public const int MaxLimit = 100;
    public const int DefaultLimit = 20;

    /// <summary>The language; <see langword="null"/> for all.</summary>
    public string? Lang { get; init; }

    /// <summary>The list within the language.</summary>
    public ArticleList List { get; init; }

    /// <summary>The first day of publication.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of publication.</summary>
    public DateOnly? To { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the previous page ended.</summary>
    public ArticleCursor? Cursor { get; init; }

    /// <summary>The properties to send, in the order of <see cref="ArticlePage.Fields"/>; none for all.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The canonical query string; empty for the default query.</summary>
    public string Key
    {
        get
        {
            if (this is { List.Kind: ArticleListKind.All, From: null, To: null, Limit: DefaultLimit, Fields: [], Cursor: null })
            {
                // The most common case: nothing needs escaping.
                return Lang is null ? "" : "?lang=" + Lang;
            }

            var query = new QueryBuilder();
            Add("lang", Lang);
            Add(List.Kind.ToString().ToLowerInvariant(), List.Value);
            Add("from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("limit", Limit == DefaultLimit ? null : Limit.ToString(CultureInfo.InvariantCulture));
            Add("fields", Fields.Count == 0 ? null : string.Join(',', Fields));
            Add("cursor", Cursor?.ToString());
            return query.ToString();

            void Add(string name, string? value)
            {
                if (value is not null)
                {
                    query.Add(name, value);
                }
            }
        }
    }
}

/// <summary>A page of a list with current visits.</summary>
/// <param name="list">The articles.</param>
/// <param name="visits">Visits by slug.</param>
/// <param name="staleAge">The age of the page when storage does not answer.</param>
public sealed class ArticlePage(CachedList list, IReadOnlyDictionary<string, long> visits, TimeSpan? staleAge)
{
    /// <summary>The properties of an article in a list.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        [.. ArticleViewJson.Readable.ArticleSummaryView.Properties.Select(property => property.Name)];

    public TimeSpan? StaleAge => staleAge;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ArticleSummaryView> Items =>
        [.. list.Items.Select(article => ArticleSummaryView.Create(article.Summary, visits.GetValueOrDefault(article.Summary.Slug)))];

    /// <summary>The query for the next page; <see langword="null"/> on the last page.</summary>
    public ArticleQuery? Next => list.Next;

    /// <summary>Gets the response. It is created again only when a number of visits changed.</summary>
    /// <param name="path">The address of lists, for the link to the next page.</param>
    /// <param name="fields">The properties to send; none for all.</param>
    public CachedResponse GetResponse(string path, IReadOnlyList<string> fields) => list.GetResponse(visits, () =>
    {
        var view = new ArticlePageView(Items, Next is null ? null : path + Next.Key);
        if (fields.Count == 0)
        {
            return JsonSerializer.SerializeToUtf8Bytes(view, ArticleViewJson.Readable.ArticlePageView);
        }

        var page = JsonSerializer.SerializeToNode(view, ArticleViewJson.Readable.ArticlePageView)!;
        foreach (var item in page["items"]!.AsArray().OfType<JsonObject>())
        {
            foreach (var other in item.Select(property => property.Key).Except(fields).ToList())
            {
                item.Remove(other);
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(page, ArticleViewJson.Readable.JsonNode);
    });
}

/// <summary>A cached page of a list, with the response for it.</summary>
public sealed class CachedList(IReadOnlyList<ListedArticle> items, ArticleQuery? next)
{
    private readonly string _version = ComputeVersion(items, next);
    private RenderedList? _rendered;
    private ListVisitCounts? _visitCounts;

    public IReadOnlyList<ListedArticle> Items => items;

    public ArticleQuery? Next => next;

    /// <summary>Approximate bytes in memory.</summary>
    public int Size => 2_000 + items.Sum(item => 1_500 + (6 * item.Summary.Summary.Length));

    /// <summary>The visits in the response, as last looked up.</summary>
    public ListVisitCounts? VisitCounts
    {
        get => Volatile.Read(ref _visitCounts);
        set => Volatile.Write(ref _visitCounts, value);
    }

    /// <summary>Gets the response with these visits. It is created again only when one of them changed.</summary>
    public CachedResponse GetResponse(IReadOnlyDictionary<string, long> visits, Func<byte[]> body)
    {
        var prepared = Volatile.Read(ref _rendered);
        if (prepared is not null && ReferenceEquals(prepared.Visits, visits))
        {
            return prepared.Response;
        }

        var answer = prepared is not null && items.All(item => GetVisitCount(item, prepared.Visits) == GetVisitCount(item, visits))
            ? prepared.Response
            : new CachedResponse(body(), "application/json; charset=utf-8", $"W/\"{_version}\"", lastModified: null);
        Volatile.Write(ref _rendered, new RenderedList(answer, visits));
        return answer;
    }

    private static long GetVisitCount(ListedArticle item, IReadOnlyDictionary<string, long> visits) => visits.GetValueOrDefault(item.Summary.Slug);

    private static string ComputeVersion(IReadOnlyList<ListedArticle> items, ArticleQuery? next) => ContentVersion.Compute(
        [.. items.SelectMany(item => JsonSerializer.SerializeToUtf8Bytes(item.Summary, ArticleJson.Readable.ArticleSummary)), .. Encoding.UTF8.GetBytes(next?.Key ?? "")]);

    private sealed record RenderedList(CachedResponse Response, IReadOnlyDictionary<string, long> Visits);
}

/// <param name="Visits">Visits by slug.</param>
/// <param name="At">Timestamp of the lookup.</param>
public sealed record ListVisitCounts(IReadOnlyDictionary<string, long> Visits, long At);
