using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using SmeFunctions.Documents.Html;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.PlainText;

namespace SmeFunctions.Documents.Mail;

/// <summary>Reads MIME messages (RFC 5322, RFC 2045): a page that a browser saved (<c>.mht</c>), or a mail (<c>.eml</c>).</summary>
internal static partial class MimeMessageReader
{
    private const int MaxDepth = 32;
    private const int MaxForwards = 8;
    private const int MinFields = 2;
    private const int MaxHeaderLength = 64_000;

    /// <summary>Characters of base64 of the images in a message, so that the page stays within the limit of HTML.</summary>
    private const int MaxImageLength = 6_000_000;

    /// <summary>Fields that only mail programs write; a portal page may have "From:" and "Date:".</summary>
    private static readonly string[] _certain = ["MIME-Version", "Message-ID", "Received", "Return-Path", "Delivered-To", "X-Mailer", "Content-Transfer-Encoding"];

    private static readonly string[] _addressed = ["From", "To", "Subject"];

    /// <summary>Whether a file begins with the header of a MIME message.</summary>
    public static bool CanRead(ReadOnlySpan<byte> content)
    {
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, MaxHeaderLength)]).TrimStart('\u00EF', '\u00BB', '\u00BF', '\r', '\n');
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in start.Split('\n'))
        {
            // The first line of a file in the mbox format.
            if (names.Count == 0 && line.StartsWith("From ", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.Trim().Length == 0)
            {
                break;
            }

            var isContinued = names.Count > 0 && line[0] is ' ' or '\t';
            if (!isContinued)
            {
                if (FieldName().Match(line) is not { Success: true } name)
                {
                    return false;
                }

                names.Add(name.Groups["name"].Value);
            }
        }

        return (names.Count >= MinFields && (names.Overlaps(_certain) || names.IsSupersetOf(_addressed))) || MultipartType().IsMatch(start);
    }

    public static ReadResult Read(byte[] content, ReadContext context)
    {
        MimeMessage message;
        try
        {
            using var stream = new MemoryStream(content, writable: false);
            var format = content.AsSpan().StartsWith("From "u8) ? MimeFormat.Mbox : MimeFormat.Entity;
            message = new MimeParser(new ParserOptions { MaxMimeDepth = MaxDepth }, stream, format).ParseMessage();
        }
        catch (FormatException e)
        {
            return new DocumentError("broken-document", $"The mail or saved page is damaged: {e.Message}");
        }

        using (message)
        {
            return Read(message, context, MaxForwards);
        }
    }

    private static ReadResult Read(MimeMessage message, ReadContext context, int forwards)
    {
        var parts = message.BodyParts.OfType<MimePart>().ToList();
        var page = parts.OfType<TextPart>().FirstOrDefault(part => part.IsHtml && IsBody(part));
        var plain = parts.OfType<TextPart>().FirstOrDefault(part => part.IsPlain && IsBody(part));
        if ((page ?? plain) is not { } text)
        {
            if (forwards > 0 && message.BodyParts.OfType<MessagePart>().FirstOrDefault()?.Message is { } forwarded)
            {
                return Read(forwarded, context, forwards - 1);
            }

            return parts.Exists(part => part.ContentType.IsMimeType("application", "*") && part.ContentType.MimeType.Contains("pkcs7-mime", StringComparison.OrdinalIgnoreCase)) || parts.Exists(IsPgp)
                ? new DocumentError("encrypted-document", "The mail is encrypted; save its text as a document.")
                : new DocumentError("no-text", "The mail or saved page has no text.");
        }

        if (!TryDecode(text, out var decoded, out var error))
        {
            return error;
        }

        var warnings = new List<string>();
        var isSavedPage = IsSavedPage(message, text);
        var markup = text.IsHtml ? EmbedImages(decoded, text, parts, warnings) : decoded;
        var result = isSavedPage ? HtmlReader.Read(markup, context) : ReadMail(message, text, markup, context);
        if (result is not ReadResult.Document(var document))
        {
            return result;
        }

        if (!isSavedPage)
        {
            warnings.AddRange(parts.Where(part => part.IsAttachment && !IsShown(part, decoded)).Select(part => $"The attachment '{part.FileName ?? part.ContentType.MimeType}' of the mail was not kept."));
            document = document with { Published = document.Published ?? GetDay(message), Author = document.Author ?? GetAuthor(message) };
        }

        return document with { Warnings = [.. document.Warnings, .. warnings] };
    }

    // Some programs send the images of a text as attachments.
    private static bool IsShown(MimePart part, string markup) => part.ContentId is { Length: > 0 } id && markup.Contains($"cid:{id}", StringComparison.OrdinalIgnoreCase);

    private static bool IsBody(TextPart part) => !part.IsAttachment && part.Content is not null && !string.IsNullOrWhiteSpace(part.Text);

    private static bool IsPgp(MimePart part) => part.ContentType.IsMimeType("application", "pgp-encrypted");

    // A browser states the address of the page. Mail programs write Content-Location at images only.
    private static bool IsSavedPage(MimeMessage message, TextPart text) =>
        text.IsHtml && (message.Headers.Contains("Snapshot-Content-Location") || text.Headers.Contains(HeaderId.ContentLocation));

    // The subject is the headline. A mail is no page: nothing around its text is removed.
    private static ReadResult ReadMail(MimeMessage message, TextPart text, string content, ReadContext context)
    {
        var subject = ReplyPrefix().Replace(message.Subject ?? "", "").Trim();
        if (text.IsHtml)
        {
            return HtmlReader.Read(subject.Length == 0 ? content : $"<h1>{WebUtility.HtmlEncode(subject)}</h1>\n{content}", context);
        }

        var body = Signature().Replace(content, "");
        return PortalPageReader.Read(subject.Length == 0 ? body : $"{subject}\n\n{body}", context);
    }

    private static DateOnly? GetDay(MimeMessage message) =>
        message.Headers.Contains(HeaderId.Date) && message.Date.Year > 1990 ? DateOnly.FromDateTime(message.Date.DateTime) : null;

    private static string? GetAuthor(MimeMessage message) =>
        message.From.Mailboxes.FirstOrDefault()?.Name is { Length: > 0 and <= 200 } name && !name.Contains('@', StringComparison.Ordinal) ? name.Trim() : null;

    // Without a charset, the bytes and the page itself say more than the default of MIME does.
    private static bool TryDecode(TextPart part, out string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out DocumentError? error)
    {
        if (part.ContentType.Charset is { Length: > 0 } && part.Content is not null)
        {
            text = part.Text;
            error = null;
            return true;
        }

        return TextDecoder.TryDecode(Decode(part), out text, out _, out error);
    }

    private static byte[] Decode(MimePart part)
    {
        if (part.Content is null)
        {
            return [];
        }

        using var stream = new MemoryStream();
        part.Content.DecodeTo(stream);
        return stream.ToArray();
    }

    private static string EmbedImages(string markup, TextPart text, List<MimePart> parts, List<string> warnings)
    {
        var images = new Dictionary<string, MimePart>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Where(part => part.ContentType.IsMimeType("image", "*")))
        {
            if (part.ContentId is { Length: > 0 } id)
            {
                images.TryAdd($"cid:{id}", part);
            }

            if (part.Headers[HeaderId.ContentLocation] is { Length: > 0 } location)
            {
                images.TryAdd(location, part);
            }
        }

        if (images.Count == 0)
        {
            return markup;
        }

        var page = Uri.TryCreate(text.Headers[HeaderId.ContentLocation], UriKind.Absolute, out var address) ? address : null;
        var length = 0;
        var left = 0;
        var embedded = ImageAddress().Replace(markup, match =>
        {
            var source = WebUtility.HtmlDecode(match.Groups["address"].Value).Trim();
            if (!images.TryGetValue(source, out var part)
                && !(page is not null && Uri.TryCreate(page, source, out var absolute) && images.TryGetValue(absolute.AbsoluteUri, out part)))
            {
                return match.Value;
            }

            var content = Decode(part);
            if (!ImageHeader.IsImage(content))
            {
                return match.Value;
            }

            length += content.Length * 4 / 3;
            if (length > MaxImageLength)
            {
                left++;
                return match.Value;
            }

            return $"{match.Groups["start"].Value}\"data:{part.ContentType.MimeType};base64,{Convert.ToBase64String(content)}\"";
        });
        if (left > 0)
        {
            warnings.Add($"{left} images of the message were not kept; they are larger than {MaxImageLength / 1_000_000} MB together. Upload them beside the document.");
        }

        return embedded;
    }

    [GeneratedRegex(@"^content-type:\s{0,9}(?:multipart|message)/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MultipartType();

    [GeneratedRegex("^(?<name>[!-9;-~]{1,80}):", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex FieldName();

    [GeneratedRegex("""(?<start><img\b[^>]{0,4000}?\ssrc\s{0,9}=\s{0,9})(?<quote>["'])(?<address>[^"'<>]{1,4000})\k<quote>""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ImageAddress();

    [GeneratedRegex(@"^(?:\s*(?:re|fw|fwd|aw|wg|回复|答复|转发|轉寄|回覆)\s*(?:\[\d{1,3}\])?\s*[:：])+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ReplyPrefix();

    // The separator of RFC 3676.
    [GeneratedRegex(@"(?:^|\n)-- \r?\n[\s\S]*$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Signature();
}
