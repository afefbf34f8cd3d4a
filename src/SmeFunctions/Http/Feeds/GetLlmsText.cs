using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Http;

/// <summary>Gets llms.txt.</summary>
public sealed class GetLlmsText(LlmsTextService texts)
{
    [Function(nameof(GetLlmsText))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "llms.txt")] HttpRequest request,
        CancellationToken cancellationToken) =>
        new QueryReader(request).IsWrong(out var problem) ? problem : await texts.GetResponseAsync(request, cancellationToken);
}
