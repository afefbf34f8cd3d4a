using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Pages;

/// <summary>Settings of the web pages. Texts are by language.</summary>
public sealed class PagesOptions : IValidatableObject
{
    public const string Section = "Pages";

    /// <summary>The sponsor of the portal. Without a text, the line is omitted; the same applies to the next two.</summary>
    public Dictionary<string, string> Sponsor { get; } = [];

    /// <summary>The responsible director.</summary>
    public Dictionary<string, string> Director { get; } = [];

    /// <summary>The operator of the portal.</summary>
    public Dictionary<string, string> Undertaker { get; } = [];

    /// <summary>The text of the about page, paragraphs separated by a blank line; without it, the page has a default text.</summary>
    public Dictionary<string, string> About { get; } = [];

    /// <summary>Postal address.</summary>
    public Dictionary<string, string> Address { get; } = [];

    [EmailAddress]
    public string? Email { get; set; }

    [Phone]
    public string? Telephone { get; set; }

    /// <summary>How long a page is served before its content is checked for changes. It is rendered again only after a change.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Articles per section page.</summary>
    [Range(1, 100)]
    public int SectionSize { get; set; } = 20;

    /// <summary>Sections in the navigation and on the home page; the largest come first.</summary>
    [Range(1, 20)]
    public int MaxSections { get; set; } = 8;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, Dictionary<string, string> Texts)[] all =
            [(nameof(Sponsor), Sponsor), (nameof(Director), Director), (nameof(Undertaker), Undertaker), (nameof(About), About), (nameof(Address), Address)];
        return all
            .SelectMany(setting => setting.Texts, (setting, text) => (setting.Name, Lang: text.Key, text.Value))
            .Where(text => string.IsNullOrWhiteSpace(text.Value))
            .Select(text => new ValidationResult($"{Section}:{text.Name}:{text.Lang} is blank; leave it out instead.", [text.Name]));
    }
}
