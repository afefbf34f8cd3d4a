using System.Buffers;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace SmeFunctions.Portal.Search;

/// <summary>Removes the separators of thousands, so that 1,000 and 1000 are one term.</summary>
internal sealed class DigitGroupFilter : TokenFilter
{
    private static readonly SearchValues<char> _numberCharacters = SearchValues.Create("0123456789,.");

    private readonly ICharTermAttribute _term;

    public DigitGroupFilter(TokenStream input)
        : base(input) => _term = AddAttribute<ICharTermAttribute>();

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        var text = _term.Buffer.AsSpan(0, _term.Length);
        if (text.Contains(',') && char.IsAsciiDigit(text[0]) && !text.ContainsAnyExcept(_numberCharacters))
        {
            var length = 0;
            foreach (var c in text)
            {
                if (c != ',')
                {
                    text[length++] = c;
                }
            }

            _term.Length = length;
        }

        return true;
    }
}
