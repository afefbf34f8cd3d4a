using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SmeFunctions.Portal;

internal static class ReadableJson
{
    /// <summary>Leaves letters of every script as they are, where the default writes six characters for each that is not ASCII; what could be taken for markup is escaped all the same.</summary>
    public static JsonSerializerOptions Of(JsonSerializerOptions options) => new(options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}
