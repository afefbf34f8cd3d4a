using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>Serves the sections of the portal.</summary>
public sealed class SectionCatalog(SectionCountStore sections, DocumentCache documents, IOptions<PortalOptions> options)
{
    /// <summary>The languages of the portal.</summary>
    public IReadOnlyList<string> Languages => options.Value.Languages;

    /// <summary>Gets the sections with their article counts, as of the last count; one call per language when the cache is not fresh.</summary>
    /// <param name="lang">The language; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<IResult> GetResponseAsync(string? lang, CancellationToken cancellationToken) =>
        documents.GetAsync($"sections|{lang}", token => CreateDraftAsync(lang is null ? Languages : [lang], token), cancellationToken);

    private async Task<DocumentDraft> CreateDraftAsync(IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        var counted = await Task.WhenAll(languages.Select(language => sections.FindAsync(language, cancellationToken)));
        var found = counted.OfType<StoredSectionCounts>().ToList();
        return DocumentDraft.Create(
            found.SelectMany(counts => (string[])[counts.Lang, counts.ETag.ToString()]),
            found.Count == 0 ? null : found.Max(counts => counts.Stored),
            "application/json; charset=utf-8",
            () => JsonSerializer.SerializeToUtf8Bytes(
                new SectionListView([.. found.SelectMany(counts => counts.Counts.Sections.Select(section => SectionView.Create(counts.Lang, section)))]),
                SectionViewJson.Readable.SectionListView));
    }
}

/// <param name="Items">Each section before the sections below it, one language after the other.</param>
internal sealed record SectionListView(IReadOnlyList<SectionView> Items);

/// <param name="Slug"><c>policy/finance</c>.</param>
/// <param name="Title">The title in its newest article.</param>
/// <param name="Lang">Its language.</param>
/// <param name="Articles">Articles in it and in the sections below.</param>
/// <param name="Parent">Slug of the section above; <see langword="null"/> at the top.</param>
/// <param name="Url">Address of the list of its articles.</param>
internal sealed record SectionView(string Slug, string Title, string Lang, int Articles, string? Parent, string Url)
{
    public static SectionView Create(string lang, SectionCount section) => new(
        section.Slug,
        section.Title,
        lang,
        section.Articles,
        section.Slug.LastIndexOf('/') is >= 0 and var slash ? section.Slug[..slash] : null,
        $"/api/articles?lang={lang}&section={Uri.EscapeDataString(section.Slug)}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SectionListView))]
internal sealed partial class SectionViewJson : JsonSerializerContext
{
    public static SectionViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
