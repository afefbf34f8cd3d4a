using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Search;

/// <summary>Maps an article to a document of the index.</summary>
internal static class SearchDocument
{
    /// <summary>UTF-16 units of text that are indexed. A long law has a tenth of that.</summary>
    private const int MaxTextLength = 1_000_000;

    /// <summary>UTF-16 units of text that are kept for snippets.</summary>
    private const int MaxContentLength = 50_000;

    /// <summary>Bytes in which most documents fit, uncompressed, and more than any has.</summary>
    private const int ContentBufferLength = 16 * 1024;
    private const int MaxContentBufferLength = 4 * 1024 * 1024;

    /// <summary>UTF-16 units of text that are split into words at once.</summary>
    private const int MaxPartLength = 2_000;

    private const int CompressionQuality = 5;
    private const int CompressionWindow = 16;
    private const int MaxSuggestionLength = 200;

    private static readonly SearchValues<char> _sentenceEnds = SearchValues.Create("。！？；，、\n .!?;,");

    // A filter needs no score, and a list of tags no length.
    private static readonly FieldType _wordsType = Freeze(new FieldType(TextField.TYPE_NOT_STORED) { IndexOptions = IndexOptions.DOCS_AND_FREQS, OmitNorms = true });
    private static readonly FieldType _spellingType = Freeze(new FieldType(TextField.TYPE_NOT_STORED) { IndexOptions = IndexOptions.DOCS_ONLY, OmitNorms = true });

    public static Document Create(Article article)
    {
        var title = Fold(article.Title);
        var text = Fold(Limit(article.Text, MaxTextLength));
        var names = Fold(string.Join(" . ", [article.Section.Title, article.Source, article.Author, article.Document?.Issuer, article.Document?.Index, .. article.Attachments.Select(file => file.Name)]));
        var tags = Fold(string.Join(" . ", article.Tags));
        var document = new Document
        {
            new StringField(SearchFields.Slug, article.Slug, Field.Store.NO),
            new StoredField(SearchFields.Content, WriteContent(article)),
            new TextField(SearchFields.Title, title, Field.Store.NO),
            new TextField(SearchFields.Text, string.Join("\n", title, tags, names, text), Field.Store.NO),
            new TextField(SearchFields.Names, names, Field.Store.NO),
            new NumericDocValuesField(SearchFields.Day, GetDay(article.Published)),
            new SortedDocValuesField(SearchFields.SectionFacet, new BytesRef($"{article.Section.Slug}{SearchFields.Separator}{article.Section.Title}")),
            new Field(SearchFields.Spelling, Fold(string.Join(' ', [article.Title, .. article.Tags])), _spellingType),
        };
        if (SearchAnalyzers.IsChinese(article.Lang))
        {
            foreach (var part in Split(title + "\n" + text))
            {
                document.Add(new Field(SearchFields.Words, part, _wordsType));
            }
        }

        if (article.Tags.Count > 0)
        {
            document.Add(new TextField(SearchFields.Tags, tags, Field.Store.NO));
        }

        foreach (var number in DocumentNumber.Find(string.Join('\n', Fold(article.Document?.Number ?? ""), title, text)).SelectMany(found => DocumentNumber.GetForms(found.Issuer, found.Number)).Distinct())
        {
            document.Add(new StringField(SearchFields.Number, number, Field.Store.NO));
        }

        AddFilters(document, article);
        AddSuggestions(document, article);
        return document;
    }

    public static int GetDay(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    /// <summary>The value of a suggestion: a kind, the folded words, and what to show.</summary>
    public static string CreateSuggestion(char kind, string shown) => $"{kind}{Limit(Fold(shown), MaxSuggestionLength)}{SearchFields.Separator}{Limit(shown, MaxSuggestionLength)}";

    /// <summary>What results show of a document.</summary>
    /// <exception cref="JsonException">The index is damaged.</exception>
    public static SearchContent ReadContent(BytesRef stored)
    {
        // In one go: a stream costs more than a document has.
        for (var length = ContentBufferLength; length <= MaxContentBufferLength; length *= 4)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                if (BrotliDecoder.TryDecompress(stored.Bytes.AsSpan(stored.Offset, stored.Length), buffer, out var written))
                {
                    return JsonSerializer.Deserialize(buffer.AsSpan(0, written), SearchContentJson.Readable.SearchContent) ?? throw new JsonException("A stored document is null.");
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        throw new JsonException("A stored document is damaged.");
    }

    /// <summary>The stored form of what results show. Equal articles have equal forms.</summary>
    public static byte[] WriteContent(Article article)
    {
        // What the summary repeats of the text costs almost nothing, because it is compressed with it.
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new SearchContent(ArticleSummary.FromArticle(article), CharacterFolding.Normalize(Limit(article.Text, MaxContentLength))), SearchContentJson.Readable.SearchContent);
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return BrotliEncoder.TryCompress(json, buffer, out var length, CompressionQuality, CompressionWindow)
            ? buffer[..length]
            : throw new InvalidOperationException("The buffer is too small to compress a document.");
    }

    private static void AddFilters(Document document, Article article)
    {
        var section = article.Section.Slug;
        for (var end = section.IndexOf('/'); end >= 0; end = section.IndexOf('/', end + 1))
        {
            document.Add(new StringField(SearchFields.Section, section[..end], Field.Store.NO));
        }

        document.Add(new StringField(SearchFields.Section, section, Field.Store.NO));
        foreach (var tag in article.Tags.Select(Slugs.Create).Where(tag => tag.Length > 0).Distinct())
        {
            document.Add(new StringField(SearchFields.Tag, tag, Field.Store.NO));
        }

        if (article.Source is { } source && Slugs.Create(source) is { Length: > 0 } slug)
        {
            document.Add(new StringField(SearchFields.Source, slug, Field.Store.NO));
            document.Add(new SortedDocValuesField(SearchFields.SourceFacet, new BytesRef($"{slug}{SearchFields.Separator}{source}")));
        }
    }

    private static void AddSuggestions(Document document, Article article)
    {
        var shown = article.Tags.Select(tag => CreateSuggestion(SearchSuggestion.TagKind, tag))
            .Append(CreateSuggestion(SearchSuggestion.TitleKind, article.Title))
            .Append(CreateSuggestion(SearchSuggestion.SectionKind, article.Section.Title));
        foreach (var suggestion in shown.Distinct())
        {
            document.Add(new StringField(SearchFields.Suggestion, suggestion, Field.Store.NO));
        }
    }

    private static string Fold(string text) => CharacterFolding.Fold(CharacterFolding.Normalize(text));

    private static string Limit(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    // The tokenizer's time and memory grow with the length of a sentence, and some texts have no punctuation.
    private static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(MaxPartLength, text.Length - start);
            var end = start + length == text.Length ? length : text.AsSpan(start, length).LastIndexOfAny(_sentenceEnds) + 1;
            end = end > 0 ? end : length;
            yield return text.Substring(start, end);
            start += end;
        }
    }

    private static FieldType Freeze(FieldType type)
    {
        type.Freeze();
        return type;
    }
}

/// <param name="Article">What lists show of the article.</param>
/// <param name="Text">The beginning of its text, in Unicode normalization form C.</param>
internal sealed record SearchContent(ArticleSummary Article, string Text);

/// <summary>The JSON form of stored documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SearchContent))]
internal sealed partial class SearchContentJson : JsonSerializerContext
{
    public static SearchContentJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
