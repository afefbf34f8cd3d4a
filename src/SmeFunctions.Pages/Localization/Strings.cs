namespace SmeFunctions.Pages.Localization;

/// <summary>
/// Names the resource files of the pages for <see cref="Microsoft.Extensions.Localization.IStringLocalizer{T}"/>: <c>Strings.resx</c> in
/// English, beside it one file for each other language.
/// </summary>
public sealed class Strings;
