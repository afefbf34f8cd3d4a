using System.ComponentModel.DataAnnotations;
using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Samples;

internal sealed class SampleOptions
{
    public const string Section = "Samples";

    /// <summary>Whether an empty container gets the sample documents at start. For local runs: off unless set.</summary>
    public bool Upload { get; set; }

    /// <summary>Where they are; a relative path starts from the app's folder.</summary>
    [Required]
    public string Folder { get; set; } = "seeds";
}

/// <summary>Uploads the sample documents when the container of seeds is empty, so that a first run has something to show.</summary>
internal sealed partial class SampleSeeds(SeedBlobStore seeds, SeedService service, IOptions<SampleOptions> options, ILogger<SampleSeeds> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, options.Value.Folder);
        if (!options.Value.Upload || !Directory.Exists(folder))
        {
            return;
        }

        try
        {
            if (await seeds.ListAsync(stoppingToken).AnyAsync(stoppingToken))
            {
                return;
            }

            var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
            foreach (var file in files)
            {
                var name = SeedName.FromBlobName(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));
                await service.UploadAsync(name, await File.ReadAllBytesAsync(file, stoppingToken), "text/plain; charset=utf-8", stoppingToken);
            }

            LogUploaded(files.Length);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            LogNotUploaded(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} sample documents uploaded")]
    private partial void LogUploaded(int count);

    [LoggerMessage(LogLevel.Warning, "The sample documents could not be uploaded; they will be at the next start, if the container is still empty")]
    private partial void LogNotUploaded(Exception exception);
}
