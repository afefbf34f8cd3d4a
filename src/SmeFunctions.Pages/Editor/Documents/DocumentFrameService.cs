using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>Serves what the page of a document shows in frames, and what it links to: preview, source, original file and comparison.</summary>
public sealed class DocumentFrameService(
    SeedBlobStore blobs, SeedStatusStore statusStore, SeedIngester ingester, SeedVersionStore versions, AccessPageService access, PageRenderer renderer, IOptions<PortalOptions> portal)
{
    /// <summary>Lines of a source that are shown.</summary>
    private const int MaxLines = 3_000;

    /// <summary>Characters of a source that are shown.</summary>
    private const int MaxCharacters = 200_000;

    /// <summary>Shows the article of a document as readers would see it now.</summary>
    public async Task<EditorPage> GetPreviewAsync(EditorContext context, string route, CancellationToken cancellationToken)
    {
        if (await FindAsync(route, cancellationToken) is not { } seed)
        {
            return await access.NotFoundAsync(context);
        }

        var group = await statusStore.ReadGroupAsync(seed.Name, cancellationToken);
        var (built, error) = await ingester.BuildArticleAsync(group, seed, cancellationToken);
        var parameters = new Dictionary<string, object?> { [nameof(PreviewPage.Text)] = context.Text, [nameof(PreviewPage.Title)] = built?.Article.Title ?? seed.Name.FileName, [nameof(PreviewPage.Message)] = error?.Message };
        if (built is not null)
        {
            var address = PublicAddresses.Create(context.Request, portal.Value).Article(built.Article.Lang, built.Article.Slug);
            parameters[nameof(PreviewPage.Content)] = ArticlePageService.CreateContent(built.Article, context.Text, ArticleHtml.Create(built.Article.Html, context.Text), address);
        }

        return new EditorPage { IsFrame = true, Response = await renderer.RenderAsync<PreviewPage>(parameters) };
    }

    /// <summary>Shows the lines of a document.</summary>
    public async Task<EditorPage> GetSourceAsync(EditorContext context, string route, CancellationToken cancellationToken)
    {
        if (await FindAsync(route, cancellationToken) is not { } seed)
        {
            return await access.NotFoundAsync(context);
        }

        var record = await statusStore.FindAsync(seed.Name, cancellationToken);
        var (all, areOriginal) = seed.Content is { } content ? DocumentSource.Read(seed.Name.Value, content) : ([], true);
        var marked = areOriginal ? record?.Error?.Line : null;
        var lines = new List<SourceLine>();
        var characters = 0;
        // The line of the error is shown, however far down it is.
        var first = marked is { } line && line > MaxLines ? line - (MaxLines / 2) : 1;
        for (var number = first; number <= all.Count && lines.Count < MaxLines && characters < MaxCharacters; number++)
        {
            var text = all[number - 1].Length <= MaxCharacters ? all[number - 1] : all[number - 1][..MaxCharacters];
            characters += text.Length;
            lines.Add(new SourceLine(number, text));
        }

        return new EditorPage
        {
            IsFrame = true,
            Response = await renderer.RenderAsync<SourcePage>(new Dictionary<string, object?>
            {
                [nameof(SourcePage.Text)] = context.Text,
                [nameof(SourcePage.Title)] = seed.Name.FileName,
                [nameof(SourcePage.Lines)] = lines,
                [nameof(SourcePage.Marked)] = marked,
                [nameof(SourcePage.Notice)] = all.Count == 0 ? context.Text["Editor.Source.None"] : !areOriginal ? context.Text["Editor.Source.Read"] : lines.Count < all.Count ? context.Text["Editor.Source.Part"] : null,
            }),
        };
    }

    /// <summary>Gets the file itself.</summary>
    public async Task<EditorPage> GetOriginalAsync(EditorContext context, string route, CancellationToken cancellationToken) =>
        await FindAsync(route, cancellationToken) is { Content: { } content } seed
            ? new EditorPage { DownloadName = seed.Name.FileName, Response = new CachedResponse(content, "application/octet-stream", $"W/{seed.ETag}", seed.Uploaded) }
            : await access.NotFoundAsync(context);

    /// <summary>Compares two versions as text.</summary>
    public async Task<EditorPage> GetComparisonAsync(EditorContext context, string route, CancellationToken cancellationToken)
    {
        if (!DocumentPageService.TryParse(route, out var name)
            || await versions.FindAsync(name, context.Request.Query["from"].ToString(), cancellationToken) is not { } from
            || await versions.FindAsync(name, context.Request.Query["to"].ToString(), cancellationToken) is not { } to)
        {
            return await access.NotFoundAsync(context);
        }

        var before = await ReadLinesAsync(name, from, cancellationToken);
        var after = await ReadLinesAsync(name, to, cancellationToken);
        return new EditorPage
        {
            Status = StatusCodes.Status200OK,
            Response = await renderer.RenderAsync<ComparePage>(new Dictionary<string, object?>
            {
                [nameof(ComparePage.Context)] = context,
                [nameof(ComparePage.Name)] = name,
                [nameof(ComparePage.From)] = EditorTime.Format(from.Uploaded, portal.Value, context.Text),
                [nameof(ComparePage.To)] = EditorTime.Format(to.Uploaded, portal.Value, context.Text),
                [nameof(ComparePage.Lines)] = before is null || after is null ? null : LineDifference.Create(before, after),
            }),
        };
    }

    private async Task<Seed?> FindAsync(string route, CancellationToken cancellationToken) =>
        DocumentPageService.TryParse(route, out var name) ? await blobs.FindAsync(name, cancellationToken) : null;

    private async Task<IReadOnlyList<string>?> ReadLinesAsync(SeedName name, SeedVersion version, CancellationToken cancellationToken) =>
        await versions.ReadContentAsync(name, version, cancellationToken) is { } content && DocumentSource.Read(name.Value, content).Lines is { Count: > 0 } lines ? lines : null;
}
