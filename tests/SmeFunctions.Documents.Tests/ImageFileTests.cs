using CsCheck;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.Documents.Tests;

public sealed class ImageFileTests
{
    public static TheoryData<string, string, byte[]> Images => new()
    {
        { "png", "image/png", Pictures.Png(300, 200) },
        { "gif", "image/gif", Pictures.Gif(300, 200) },
        { "webp", "image/webp", Pictures.WebpExtended(300, 200) },
        { "webp", "image/webp", Pictures.WebpLossless(300, 200) },
        { "webp", "image/webp", Pictures.WebpLossy(300, 200) },
        { "jpg", "image/jpeg", Pictures.Jpeg(300, 200) },
        { "jpg", "image/jpeg", Pictures.Jpeg(300, 200, turned: 4) },
        { "jpg", "image/jpeg", Pictures.Jpeg(200, 300, turned: 5) },
        { "jpg", "image/jpeg", Pictures.Jpeg(200, 300, turned: 8, isLittle: false) },
    };

    [Theory]
    [MemberData(nameof(Images), DisableDiscoveryEnumeration = true)]
    public void Tells_kind_and_size_without_decoding(string extension, string type, byte[] content)
    {
        Assert.True(ImageFile.TryRead(content, out var image, out _));

        Assert.Equal((type, 300, 200), (image.ContentType, image.Width, image.Height));
        Assert.Matches($"^[0-9a-f]{{32}}\\.{extension}$", image.Name);
        Assert.Equal(type, ImageFile.GetContentType(image.Name));
        Assert.True(ImageFile.IsAddress(ImageFile.GetAddress(image.Name)));
    }

    [Fact]
    public void Is_named_by_its_content()
    {
        ImageFile.TryRead(Pictures.Png(3, 2), out var one, out _);
        ImageFile.TryRead(Pictures.Png(3, 2), out var same, out _);
        ImageFile.TryRead(Pictures.Png(3, 2, mark: 1), out var other, out _);

        Assert.Equal(one!.Name, same!.Name);
        Assert.NotEqual(one.Name, other!.Name);
    }

    [Fact]
    public void Refuses_what_is_too_large_to_show_or_broken_or_no_image()
    {
        Assert.Equal("image-too-large", Error(Pictures.Png(10_000, 5_001)));
        Assert.Null(Error(Pictures.Png(10_000, 5_000)));
        Assert.Equal("image-too-large", Error(Pictures.Png(int.MaxValue, int.MaxValue)));
        Assert.Equal("broken-image", Error(Pictures.Png(0, 5)));
        Assert.Equal("broken-image", Error(Pictures.Png(-3, 5)));
        Assert.Equal("broken-image", Error(Pictures.Png(3, 5)[..20]));
        Assert.Equal("broken-image", Error(Pictures.Jpeg(3, 5)[..30]));
        Assert.Equal("broken-image", Error([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal("unsupported-format", Error("<svg/>"u8.ToArray()));
        Assert.Equal("unsupported-format", Error([]));
        Assert.Equal("unsupported-format", Error("RIFF0000WAVE"u8.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".png")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef.svg")]
    [InlineData("0123456789abcdef0123456789abcdef.png.exe")]
    [InlineData("0123456789ABCDEF0123456789abcdef.png")]
    [InlineData("0123456789abcdef/123456789abcdef.png")]
    [InlineData("0123456789abcdef0123456789abcdeff.png")]
    public void No_other_name_is_one_of_an_image(string name) => Assert.Null(ImageFile.GetContentType(name));

    [Fact]
    public void Any_bytes_after_a_beginning_get_an_answer()
    {
        byte[][] starts = [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0xFF, 0xE1, 0, 40, .. "Exif\0\0II"u8], [.. "GIF89a"u8], [.. "RIFF0000WEBPVP8X"u8], [.. "RIFF0000WEBPVP8L"u8], [.. "RIFF0000WEBPVP8 "u8]];

        Gen.Select(Gen.Int[0, starts.Length - 1].Select(i => starts[i]), Gen.Byte.Array[0, 80]).Sample(
            (start, rest) => Assert.True(ImageFile.TryRead((byte[])[.. start, .. rest], out var image, out var error) ? image.Width > 0 : error!.Code.Length > 0), iter: 20_000, threads: 2);
    }

    private static string? Error(byte[] content) => ImageFile.TryRead(content, out _, out var error) ? null : error.Code;
}
