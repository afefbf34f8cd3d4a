namespace SmeFunctions.Portal.Operations;

/// <summary>Does the work of some kinds of operations.</summary>
public interface IOperationHandler
{
    bool CanRun(OperationKind kind);

    /// <summary>Opens what a slice of an operation needs.</summary>
    /// <exception cref="OperationFailedException">The operation cannot succeed.</exception>
    Task<IOperationSlice> OpenAsync(Operation operation, CancellationToken cancellationToken);
}

/// <summary>What one execution does of an operation.</summary>
public interface IOperationSlice : IAsyncDisposable
{
    /// <summary>Does the work of one page. Safe to repeat: the position is stored afterwards.</summary>
    /// <exception cref="OperationFailedException">The operation cannot succeed.</exception>
    Task<OperationPage> ProcessPageAsync(Operation operation, CancellationToken cancellationToken);
}

/// <summary>The result of a page.</summary>
/// <param name="Examined">The number of examined items.</param>
/// <param name="Changed">The number of changed items.</param>
/// <param name="Findings">What it found.</param>
/// <param name="Cursor">Where the next page of this part begins; <see langword="null"/> when the part is done.</param>
public sealed record OperationPage(long Examined, long Changed, IReadOnlyList<Finding> Findings, string? Cursor)
{
    /// <summary>The number of all items, if it is known.</summary>
    public long? Total { get; init; }

    /// <summary>Whether all findings are stored, however many: those of an import are its report.</summary>
    public bool IsReport { get; init; }
}

/// <summary>An operation that cannot succeed, however often it is tried. The message is a sentence for the operator.</summary>
public sealed class OperationFailedException(string message, Exception? inner = null) : Exception(message, inner);
