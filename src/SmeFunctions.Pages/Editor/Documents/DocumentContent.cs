using SmeFunctions.Documents;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>The content of the page of a document.</summary>
internal sealed record DocumentContent
{
    public required SeedState State { get; init; }

    /// <summary>Whether the container has it.</summary>
    public required bool Exists { get; init; }

    /// <summary>Whether it can have corrections and a preview: no image, attachment or metadata file.</summary>
    public required bool IsDocument { get; init; }

    /// <summary>The line of the source that the error is about.</summary>
    public string? ErrorLine { get; init; }

    public required IReadOnlyList<CorrectionField> Fields { get; init; }

    /// <summary>The version of the metadata file; see <see cref="Portal.Editors.SeedEditService.NoVersion"/>.</summary>
    public required string MetadataVersion { get; init; }

    /// <summary>The metadata file, whose page shows who changed it; <see langword="null"/> when there is none.</summary>
    public SeedName? MetadataFile { get; init; }

    public required IReadOnlyList<SeedVersion> Versions { get; init; }

    public long? Visits { get; init; }

    /// <summary>What happened before; a sentence.</summary>
    public string? Notice { get; init; }

    /// <summary>Why nothing was stored; a sentence.</summary>
    public string? Problem { get; init; }

    public SeedRecord Record => State.Record;

    public IReadOnlyList<RemovedLine> Removed => Record.Removed;
}

/// <param name="Key">The key in the metadata file.</param>
/// <param name="Value">The correction; empty for none.</param>
/// <param name="Stated">What the document states, and is used without a correction.</param>
internal sealed record CorrectionField(string Key, string Value, string Stated);
