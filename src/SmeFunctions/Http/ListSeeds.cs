using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>What became of the documents, a page at a time.</summary>
internal sealed class ListSeeds(SeedDesk desk)
{
    private static readonly string[] _statuses = [.. Enum.GetNames<SeedStatus>().Select(name => name.ToLowerInvariant())];

    [Function(nameof(ListSeeds))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/seeds")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var status = query.OneOf("status", _statuses) is { } text ? Enum.Parse<SeedStatus>(text, ignoreCase: true) : (SeedStatus?)null;
        var prefix = query.Text("prefix", SeedName.MaxLength) ?? "";
        var limit = query.Number("limit", 20, 1, 100);
        var cursor = query.Text("cursor", maxLength: 8_000);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        try
        {
            var continuation = cursor is null ? null : System.Text.Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
            var (seeds, next) = await desk.ListAsync(status, prefix, limit, continuation, cancellationToken);
            return TypedResults.Json(new SeedPageView([.. seeds.Select(SeedView.Of)], Next(request, next)), SeedViewJson.Readable.SeedPageView);
        }
        catch (Exception e) when (cursor is not null && e is FormatException or RequestFailedException { Status: 400 })
        {
            // The cursor is storage's own; storage says whether it is one.
            return Problems.BadRequest("cursor", "'cursor' is taken from the 'next' of the page before, unchanged.");
        }
    }

    private static string? Next(HttpRequest request, string? continuation) =>
        continuation is null
            ? null
            : request.Path + new QueryBuilder(request.Query.Where(pair => pair.Key is not ("cursor" or "code")))
            {
                { "cursor", WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(continuation)) },
            }.ToQueryString();
}
