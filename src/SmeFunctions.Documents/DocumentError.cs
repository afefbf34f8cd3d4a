namespace SmeFunctions.Documents;

/// <summary>Why a document cannot be an article.</summary>
/// <param name="Code">Stable, for programs: <c>no-title</c>.</param>
/// <param name="Message">A sentence for the editor.</param>
/// <param name="Line">The line, from 1, if it is known.</param>
public sealed record DocumentError(string Code, string Message, int? Line = null);
