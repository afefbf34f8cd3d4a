using System.Globalization;
using System.Text.Json;

namespace SmeFunctions.Portal.Import;

/// <summary>Reads the JSON that Ghost exports: posts, tags, authors. Source: https://ghost.org/docs/migration/custom/ and exports of version 5.</summary>
internal static class GhostReader
{
    /// <returns>The posts and pages; <see langword="null"/> when the content is no such export.</returns>
    public static IReadOnlyList<ImportedPost>? TryRead(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content.AsMemory(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("db", out var databases) && databases.ValueKind == JsonValueKind.Array && databases.GetArrayLength() > 0)
            {
                root = databases[0];
            }

            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("posts", out var posts) && posts.ValueKind == JsonValueKind.Array
                ? [.. posts.EnumerateArray().Where(post => post.ValueKind == JsonValueKind.Object).Select(new Tables(data).CreatePost)]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second for half of a surrogate pair in a string.
            return null;
        }
    }

    private static string? GetText(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static DateTimeOffset? GetTime(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var milliseconds) && milliseconds is > 0 and < 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        : GetText(item, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;

    private sealed class Tables
    {
        private readonly ILookup<string, (string Name, string Slug, double Order)> _tags;
        private readonly ILookup<string, (string Name, string Slug, double Order)> _authors;
        private readonly Dictionary<string, string> _users;

        public Tables(JsonElement data)
        {
            _tags = Join(data, "tags", "posts_tags", "tag_id");
            _authors = Join(data, "users", "posts_authors", "author_id");
            _users = List(data, "users").Select(user => (Id: GetText(user, "id"), Name: GetText(user, "name"))).Where(user => user is { Id: not null, Name: not null }).DistinctBy(user => user.Id).ToDictionary(user => user.Id!, user => user.Name!);
        }

        public ImportedPost CreatePost(JsonElement post)
        {
            var id = GetText(post, "id") ?? GetText(post, "uuid") ?? "post";
            var slug = GetText(post, "slug");
            var status = GetText(post, "status") ?? "draft";
            var time = GetTime(post, "published_at") ?? GetTime(post, "created_at");
            var tags = _tags[id].OrderBy(tag => tag.Order).ToList();
            var isEmail = GetText(post, "email_only") is "1" || (post.TryGetProperty("email_only", out var only) && only.ValueKind == JsonValueKind.True) || status == "sent";

            // Tags that begin with a number sign are internal.
            var shown = tags.Where(tag => !tag.Name.StartsWith('#')).Select(tag => tag.Name).ToList();
            return new ImportedPost
            {
                Id = id,
                Title = GetText(post, "title") ?? "",
                Html = isEmail ? null : GetHtml(post),
                Skipped = isEmail ? "It was sent as a mail only." : "It has no HTML; open it in Ghost and save it, and export again.",
                Slug = slug,
                Published = time is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null,
                PublishAt = status == "scheduled" ? time : null,
                IsDraft = status == "draft" || GetText(post, "visibility") is "members" or "paid" or "tiers",
                Author = _authors[id].OrderBy(author => author.Order).Select(author => author.Name).ToList() is { Count: > 0 } authors ? string.Join(", ", authors) : _users.GetValueOrDefault(GetText(post, "author_id") ?? ""),
                Lang = GetText(post, "locale"),
                Summary = GetText(post, "custom_excerpt"),
                Section = shown.Take(1).ToList(),
                Tags = shown,
                Addresses = status is "published" && slug is not null ? [$"/{slug}", .. time is { } day ? [string.Create(CultureInfo.InvariantCulture, $"/{day:yyyy/MM/dd}/{slug}")] : Array.Empty<string>()] : [],
                LeadImage = GetText(post, "feature_image"),
            };
        }

        // Ghost writes this instead of its own address.
        private static string? GetHtml(JsonElement post) =>
            GetText(post, "html")?.Replace("__GHOST_URL__", "", StringComparison.Ordinal)
            ?? (GetText(post, "plaintext") is { } text ? string.Concat(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(part => $"<p>{System.Net.WebUtility.HtmlEncode(part.Trim())}</p>\n")) : null);

        private static IEnumerable<JsonElement> List(JsonElement data, string table) =>
            data.TryGetProperty(table, out var rows) && rows.ValueKind == JsonValueKind.Array ? rows.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object) : [];

        private static ILookup<string, (string Name, string Slug, double Order)> Join(JsonElement data, string table, string link, string key)
        {
            var rows = List(data, table).Select(row => (Id: GetText(row, "id"), Name: GetText(row, "name"), Slug: GetText(row, "slug") ?? "")).Where(row => row is { Id: not null, Name: not null }).DistinctBy(row => row.Id).ToDictionary(row => row.Id!);
            return List(data, link)
                .Select(row => (Post: GetText(row, "post_id"), Other: GetText(row, key), Order: row.TryGetProperty("sort_order", out var order) && order.ValueKind == JsonValueKind.Number ? order.GetDouble() : 0))
                .Where(row => row.Post is not null && row.Other is not null && rows.ContainsKey(row.Other))
                .ToLookup(row => row.Post!, row => (rows[row.Other!].Name!, rows[row.Other!].Slug, row.Order));
        }
    }
}
