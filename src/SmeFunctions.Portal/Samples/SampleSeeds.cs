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

    /// <summary>Whether an empty container gets the sample documents at the start. For local runs; off by default.</summary>
    public bool Upload { get; set; }

    /// <summary>Directory of the samples; a relative path starts at the app's directory.</summary>
    [Required]
    public string Folder { get; set; } = "seeds";
}

/// <summary>Uploads the sample documents to an empty container of seeds, so that the first run shows something.</summary>
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
