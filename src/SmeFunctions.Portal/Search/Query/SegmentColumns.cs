using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// What is counted of each document of a segment, in arrays: 12 bytes a document. Lucene decodes these values at each access, which costs more than scoring
/// where a word is in half of all articles. A segment never changes, so they are read once, and go with it.
/// </summary>
internal sealed class SegmentColumns
{
    private static readonly ConditionalWeakTable<object, SegmentColumns> _bySegment = [];

    private SegmentColumns(AtomicReader reader)
    {
        var days = reader.GetNumericDocValues(SearchFields.Day);
        Days = new int[reader.MaxDoc];
        for (var doc = 0; days is not null && doc < Days.Length; doc++)
        {
            Days[doc] = (int)days.Get(doc);
        }

        Sections = FacetColumn.Read(reader, SearchFields.SectionFacet);
        Sources = FacetColumn.Read(reader, SearchFields.SourceFacet);
    }

    /// <summary>The day of each document; see <see cref="SearchDocument.GetDay"/>.</summary>
    public int[] Days { get; }

    public FacetColumn Sections { get; }

    public FacetColumn Sources { get; }

    public static SegmentColumns Get(AtomicReader reader) => _bySegment.GetValue(reader.CoreCacheKey, _ => new SegmentColumns(reader));
}

/// <summary>The value of a facet for each document of a segment.</summary>
/// <param name="Ordinals">For each document the index of its value; -1 for none.</param>
/// <param name="Values">All values.</param>
internal sealed record FacetColumn(int[] Ordinals, string[] Values)
{
    public static FacetColumn Read(AtomicReader reader, string field)
    {
        var ordinals = new int[reader.MaxDoc];
        if (reader.GetSortedDocValues(field) is not { } values)
        {
            Array.Fill(ordinals, -1);
            return new FacetColumn(ordinals, []);
        }

        for (var doc = 0; doc < ordinals.Length; doc++)
        {
            ordinals[doc] = values.GetOrd(doc);
        }

        var texts = new string[values.ValueCount];
        var bytes = new BytesRef();
        for (var value = 0; value < texts.Length; value++)
        {
            values.LookupOrd(value, bytes);
            texts[value] = bytes.Utf8ToString();
        }

        return new FacetColumn(ordinals, texts);
    }
}
