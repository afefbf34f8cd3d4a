using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Pages;

/// <summary>What the pages say of who stands behind the portal, by language, and how long they are kept.</summary>
public sealed class PagesOptions : IValidatableObject
{
    public const string Section = "Pages";

    /// <summary>Who pays for the portal; a language without an entry leaves the line out, and so do the two below.</summary>
    public Dictionary<string, string> Sponsor { get; } = [];

    /// <summary>Who answers for it.</summary>
    public Dictionary<string, string> Director { get; } = [];

    /// <summary>Who runs it.</summary>
    public Dictionary<string, string> Undertaker { get; } = [];

    /// <summary>What the portal is about, paragraphs parted by a blank line; without it the page says what the app's own strings say.</summary>
    public Dictionary<string, string> About { get; } = [];

    /// <summary>Where letters go, by language.</summary>
    public Dictionary<string, string> Address { get; } = [];

    [EmailAddress]
    public string? Email { get; set; }

    [Phone]
    public string? Telephone { get; set; }

    /// <summary>How long a page is given without another look at what it is made of; it is made anew only when that has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Articles on a page of a section.</summary>
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
