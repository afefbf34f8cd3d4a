using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Editors;

/// <summary>The outcome of a change.</summary>
public abstract record EditResult
{
    private EditResult()
    {
    }

    /// <summary>It is stored, and requested to be ingested.</summary>
    /// <param name="State">The seed afterwards; <see langword="null"/> when there was nothing to store.</param>
    public sealed record Saved(SeedState? State) : EditResult;

    /// <summary>Somebody else changed the file in the meantime; nothing is stored.</summary>
    /// <param name="By">Who; <see langword="null"/> when that is not known.</param>
    public sealed record Conflict(string? By) : EditResult;

    /// <summary>It is wrong; nothing is stored.</summary>
    /// <param name="Error">The problem.</param>
    public sealed record Invalid(DocumentError Error) : EditResult;

    /// <summary>There is no such document or version.</summary>
    public sealed record NotFound : EditResult;
}

/// <summary>The changes that people make in the editors' pages. Each is one conditional write of a blob, followed by a request to ingest it.</summary>
public sealed class SeedEditService(
    SeedService seeds, SeedBlobStore blobs, SeedVersionStore versions, SeedEventPublisher events, IOptions<IngestionOptions> ingestion)
{
    public const string NoVersion = "*none*";

    /// <summary>Uploads a document.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="expected">The version that is replaced; <see cref="NoVersion"/> for a new document; <see langword="null"/> for any.</param>
    /// <param name="person">Who uploads it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<EditResult> UploadAsync(
        SeedName name, ReadOnlyMemory<byte> content, string? contentType, string? expected, EditorIdentity person, CancellationToken cancellationToken) =>
        StoreAsync(name, content, contentType, expected, new SeedChange(person.Name), cancellationToken);

    /// <summary>Changes values of the metadata file of a document.</summary>
    /// <param name="document">Name of the document.</param>
    /// <param name="values">The new values by key; an empty one removes the key.</param>
    /// <param name="expected">The version of the metadata file that the person saw; <see cref="NoVersion"/> when there was none; <see langword="null"/> for the current one.</param>
    /// <param name="person">Who changes it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<EditResult> SaveMetadataAsync(
        SeedName document, IReadOnlyDictionary<string, string> values, string? expected, EditorIdentity person, CancellationToken cancellationToken)
    {
        if (!SeedName.TryParse(DocumentMetadata.GetName(document.Value), out var name, out var problem))
        {
            return new EditResult.Invalid(new DocumentError("bad-name", problem));
        }

        var file = await blobs.FindAsync(name, cancellationToken);
        var current = file?.ETag ?? NoVersion;
        if (expected is not null && expected != current)
        {
            return new EditResult.Conflict(file?.Change?.By);
        }

        var content = MetadataEditor.Write(file?.Content ?? [], values);
        if (content.Length == 0 && file is null)
        {
            return new EditResult.Saved(State: null);
        }

        // A file without keys states nothing. It is not deleted, because a deletion cannot say who made it.
        return DocumentMetadata.Read(name.Value, content) is ReadResult.Rejection(var error)
            ? new EditResult.Invalid(error)
            : await StoreAsync(name, content.Length == 0 ? "{}\n"u8.ToArray() : content, "application/yaml", current, new SeedChange(person.Name), cancellationToken);
    }

    /// <summary>Deletes a document.</summary>
    public async Task<EditResult> DeleteAsync(SeedName name, EditorIdentity person, CancellationToken cancellationToken)
    {
        if (await seeds.DeleteAsync(name, cancellationToken) is not { } state)
        {
            return new EditResult.NotFound();
        }

        // Afterwards: the list of versions must not claim a deletion that did not happen.
        await versions.SetDeletedByAsync(name, person.Name, cancellationToken);
        return new EditResult.Saved(state);
    }

    /// <summary>Uploads an earlier version again, also of a deleted document.</summary>
    /// <param name="name">Name of the document.</param>
    /// <param name="key">The version.</param>
    /// <param name="expected">The current version that the person saw; <see cref="NoVersion"/> for none.</param>
    /// <param name="person">Who restores it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<EditResult> RestoreAsync(SeedName name, string key, string? expected, EditorIdentity person, CancellationToken cancellationToken) =>
        await versions.FindAsync(name, key, cancellationToken) is { } version && await versions.ReadContentAsync(name, version, cancellationToken) is { } content
            ? await StoreAsync(name, content, contentType: null, expected, new SeedChange(person.Name, key), cancellationToken)
            : new EditResult.NotFound();

    /// <summary>Requests the ingestion of a document.</summary>
    public Task RetryAsync(SeedName name, CancellationToken cancellationToken) => events.PublishAsync(name, cancellationToken);

    private async Task<EditResult> StoreAsync(
        SeedName name, ReadOnlyMemory<byte> content, string? contentType, string? expected, SeedChange change, CancellationToken cancellationToken)
    {
        if (content.Length > ingestion.Value.MaxSeedBytes)
        {
            return new EditResult.Invalid(new DocumentError("too-large", $"The document has {content.Length:N0} bytes; {ingestion.Value.MaxSeedBytes:N0} is the most."));
        }

        try
        {
            return new EditResult.Saved(await seeds.UploadAsync(name, content, contentType, GetCondition(expected), change, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Its own write, when the response to it was lost and the client sent it again.
            var there = await blobs.FindAsync(name, cancellationToken);
            if (there?.Content is not { } stored || !content.Span.SequenceEqual(stored) || there.Change != change)
            {
                return new EditResult.Conflict(there?.Change?.By);
            }

            await events.PublishAsync(name, cancellationToken);
            return new EditResult.Saved(await seeds.FindAsync(name, cancellationToken));
        }
    }

    private static BlobRequestConditions? GetCondition(string? expected) => expected switch
    {
        null => null,
        NoVersion => new BlobRequestConditions { IfNoneMatch = ETag.All },
        _ => new BlobRequestConditions { IfMatch = new ETag(expected) },
    };
}
