namespace SmeFunctions.Portal.Tests;

public sealed class PublicAddressesTests
{
    private static readonly PublicAddresses _addresses = new(new Uri("https://portal.example/"));

    [Theory]
    [InlineData("policy", "/en/policy")]
    [InlineData("policy/about", "/en/policy/about")]
    [InlineData("about-us", "/en/about-us")]
    [InlineData("articles", "/en/articles")]
    [InlineData("sections", "/en/sections")]
    [InlineData("about", "/en/sections/about")]
    [InlineData("about/us", "/en/sections/about/us")]
    [InlineData("contact", "/en/sections/contact")]
    [InlineData("articles/2017", "/en/sections/articles/2017")]
    [InlineData("sections/about", "/en/sections/sections/about")]
    [InlineData("sections/policy", "/en/sections/sections/policy")]
    [InlineData("sections/sections/about", "/en/sections/sections/sections/about")]
    public void A_section_has_an_address_that_no_other_page_has_and_that_leads_to_it(string section, string path)
    {
        Assert.Equal(path, _addresses.Section("en", section).AbsolutePath);
        Assert.Equal(section, PublicAddresses.GetSection(path["/en/".Length..]));
    }

    [Fact]
    public void No_two_sections_share_an_address()
    {
        string[] words = ["about", "articles", "contact", "sections", "policy"];
        var sections = words
            .Concat(words.SelectMany(first => words.Select(second => $"{first}/{second}")))
            .Concat(words.SelectMany(first => words.SelectMany(second => words.Select(third => $"{first}/{second}/{third}"))))
            .ToList();

        var addresses = sections.Select(section => _addresses.Section("en", section).AbsolutePath).ToList();

        Assert.Equal(sections.Count, addresses.Distinct().Count());
        Assert.Equal(sections, addresses.Select(path => PublicAddresses.GetSection(path["/en/".Length..])));
        Assert.DoesNotContain(addresses, path => path.Split('/') is [_, _, "about" or "contact", ..] or [_, _, "articles", _, ..]);
    }
}
