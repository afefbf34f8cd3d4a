namespace SmeFunctions.Documents;

/// <summary>Why a document is no article.</summary>
/// <param name="Code">Stable, for programs: <c>no-title</c>.</param>
/// <param name="Message">A sentence for the editor.</param>
/// <param name="Line">Where, from 1, if it is known.</param>
public sealed record DocumentError(string Code, string Message, int? Line = null);
