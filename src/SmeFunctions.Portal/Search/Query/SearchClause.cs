using System.Text;

namespace SmeFunctions.Portal.Search;

/// <summary>A part of what a reader typed.</summary>
/// <param name="Text">Folded words, without quotation marks.</param>
/// <param name="IsPhrase">Whether the words are in quotation marks.</param>
/// <param name="IsExcluded">Whether a minus sign excludes it.</param>
internal sealed record SearchClause(string Text, bool IsPhrase, bool IsExcluded)
{
    /// <summary>Further parts are ignored.</summary>
    private const int MaxClauses = 24;

    /// <summary>Splits a text. Any text is valid: a quotation mark without a partner quotes the rest.</summary>
    public static List<SearchClause> Parse(string text)
    {
        var folded = CharacterFolding.Fold(CharacterFolding.Normalize(text));
        var clauses = new List<SearchClause>();
        var word = new StringBuilder();
        var (isPhrase, isExcluded) = (false, false);
        foreach (var c in folded)
        {
            if (c is '"' or '“' or '”' or '「' or '」' or '『' or '』')
            {
                Add();
                isPhrase = !isPhrase;
            }
            else if (!isPhrase && (char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                Add();
                isExcluded = false;
            }
            else if (c == '-' && !isPhrase && word.Length == 0)
            {
                isExcluded = true;
            }
            else
            {
                word.Append(c);
            }
        }

        Add();
        return clauses;

        void Add()
        {
            if (word.Length > 0 && clauses.Count < MaxClauses)
            {
                clauses.Add(new SearchClause(word.ToString(), isPhrase, isExcluded));
                isExcluded = false;
            }

            word.Clear();
        }
    }
}
