using System.Text.Json.Serialization;

namespace SmeFunctions.Portal.Articles;

/// <summary>The JSON form in which articles are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Article))]
[JsonSerializable(typeof(ArticleSummary))]
internal sealed partial class ArticleJson : JsonSerializerContext
{
    public static ArticleJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}
