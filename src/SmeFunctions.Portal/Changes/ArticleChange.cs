namespace SmeFunctions.Portal.Changes;

/// <summary>The last change of an article.</summary>
/// <param name="Sequence">Its number in the log, from 1.</param>
/// <param name="Created">The number of the change that published the article, or published it again.</param>
/// <param name="Slug">The article.</param>
/// <param name="IsRemoved">Whether it was taken down.</param>
/// <param name="Version">The version of its content; empty when it was taken down.</param>
/// <param name="Lang">Its language.</param>
/// <param name="Title">Its headline.</param>
/// <param name="At">When the change was recorded, UTC.</param>
public sealed record ArticleChange(long Sequence, long Created, string Slug, bool IsRemoved, string Version, string Lang, string Title, DateTimeOffset At);

/// <summary>A position in the log of changes.</summary>
/// <param name="Log">The log: another one begins when the table is lost.</param>
/// <param name="Sequence">The last change that was read.</param>
public readonly record struct ChangeCursor(string Log, long Sequence)
{
    public static bool TryParse(string text, out ChangeCursor cursor)
    {
        cursor = default;
        if (text.Split('-') is not [{ Length: > 0 and <= 32 } log, { Length: <= 18 } number] || !log.All(char.IsAsciiHexDigitLower)
            || !long.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        cursor = new ChangeCursor(log, sequence);
        return true;
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Log}-{Sequence}");
}

/// <summary>A page of the log.</summary>
/// <param name="Changes">The changes after the cursor, in order.</param>
/// <param name="Next">Where the next page begins.</param>
/// <param name="HasMore">Whether there are more now.</param>
public sealed record ChangePage(IReadOnlyList<ArticleChange> Changes, ChangeCursor Next, bool HasMore);
