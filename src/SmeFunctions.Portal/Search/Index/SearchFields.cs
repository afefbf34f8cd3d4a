namespace SmeFunctions.Portal.Search;

/// <summary>The fields of a document of the index. The names are short, because a field's name is repeated in every segment.</summary>
internal static class SearchFields
{
    /// <summary>The slug: the key of the document.</summary>
    public const string Slug = "slug";

    /// <summary>What results show: see <see cref="SearchDocument.ReadContent"/>.</summary>
    public const string Content = "content";

    public const string Title = "title";

    /// <summary>All words: those of title, tags and names, and the text. What matches is decided here; the other fields rank.</summary>
    public const string Text = "text";

    public const string Tags = "tags";

    /// <summary>Section, source, author, names of attachments.</summary>
    public const string Names = "names";

    /// <summary>The words of a dictionary, of title and text; Chinese only. Without positions.</summary>
    public const string Words = "words";

    /// <summary>Words that are not stemmed, of titles and tags, for corrections.</summary>
    public const string Spelling = "spelling";

    /// <summary>Canonical numbers of official documents.</summary>
    public const string Number = "number";

    /// <summary>The section's slug and those above it, for filters.</summary>
    public const string Section = "in.section";

    /// <summary>Slugs of the tags, for filters.</summary>
    public const string Tag = "in.tag";

    /// <summary>Slug of the source, for filters.</summary>
    public const string Source = "in.source";

    /// <summary>Slug and title of the section, for facets.</summary>
    public const string SectionFacet = "facet.section";

    /// <summary>Slug and name of the source, for facets.</summary>
    public const string SourceFacet = "facet.source";

    /// <summary>The day of publication as a number: 20170104.</summary>
    public const string Day = "day";

    /// <summary>What suggestions complete: a kind, the folded words, and what to show.</summary>
    public const string Suggestion = "suggestion";

    /// <summary>Separates the parts of a value. No text contains it.</summary>
    public const char Separator = '\u001F';
}
