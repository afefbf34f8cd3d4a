using System.Buffers.Text;
using System.Text;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Where a page of a list ended: the last article's place. It stays right whatever is published or taken down in between, and it
/// needs no signature: any place is one that could be asked for.
/// </summary>
public sealed record ArticleCursor(string Position)
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryParse(string text, [NotNullWhen(true)] out ArticleCursor? cursor)
    {
        cursor = null;
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            var position = _utf8.GetString(Base64Url.DecodeFromChars(text));
            cursor = ArticleKeys.IsPosition(position) ? new ArticleCursor(position) : null;
            return cursor is not null;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    public override string ToString() => Base64Url.EncodeToString(_utf8.GetBytes(Position));
}
