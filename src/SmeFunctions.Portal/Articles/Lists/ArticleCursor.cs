using System.Buffers.Text;
using System.Text;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// The position of the last article of a page. It stays valid when articles are published or taken down. It needs no signature, because any position
/// may be requested.
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
