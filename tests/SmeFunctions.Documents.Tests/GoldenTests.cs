namespace SmeFunctions.Documents.Tests;

/// <summary>Every format, in every language, in every encoding: <c>desk.zh-Hans.gb18030.txt</c> and <c>desk.zh-Hans.txt.expected</c>.</summary>
public sealed class GoldenTests
{
    private static readonly Dictionary<string, string[]> _encodings = new()
    {
        ["en"] = ["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"],
        ["zh-Hans"] = ["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "gb18030", "gbk", "gb2312"],
        ["zh-Hant"] = ["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "gb18030", "big5"],
    };

    public static TheoryData<string, string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string, string>();
            foreach (var (lang, encodings) in _encodings)
            {
                foreach (var format in (string[])["txt", "md", "html"])
                {
                    foreach (var encoding in encodings)
                    {
                        files.Add(lang, format, encoding);
                    }
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_the_same_in_every_encoding(string lang, string format, string encoding)
    {
        var topic = (lang, format) switch
        {
            (_, "txt") => "desk",
            (_, "md") => "shipment",
            ("en", _) => "steam",
            _ => "fair",
        };
        var name = $"{topic}.{lang}.{encoding}.{format}";

        var result = GoldenDocument.Read(name, GoldenDocument.Bytes(name));

        GoldenDocument.AssertExpected($"{topic}.{lang}.{format}", GoldenDocument.Document(result));
        SafeMarkup.Check(result);
    }

    [Fact]
    public void Every_file_is_read_by_a_test()
    {
        var known = Files.Select(row => row.Data).Select(file => (file.Item1, file.Item2, file.Item3)).ToHashSet();

        var found = GoldenDocument.Names()
            .Select(name => name.Split('.'))
            .Where(parts => parts is [_, "en" or "zh-Hans" or "zh-Hant", _, "txt" or "md" or "html"])
            .Select(parts => (parts[1], parts[3], parts[2]))
            .ToHashSet();

        Assert.True(known.SetEquals(found));
    }
}
