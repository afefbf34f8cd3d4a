using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.Editors;

/// <summary>What a person may do in the editors' pages.</summary>
public enum EditorRole
{
    /// <summary>Upload, correct and delete documents, and see visits.</summary>
    Editor,

    /// <summary>The same, and start operations.</summary>
    Administrator,
}

/// <summary>Settings of the editors' pages.</summary>
public sealed class EditorOptions : IValidatableObject
{
    public const string Section = "Editor";

    /// <summary>Keys that people sign in with, by the name under which their changes are recorded.</summary>
    public Dictionary<string, EditorKeyOptions> Keys { get; } = [];

    /// <summary>How long a person stays signed in.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Keys
        .Where(key => key.Value.Key.Length < EditorKeyOptions.MinLength)
        .Select(key => new ValidationResult($"{Section}:Keys:{key.Key}:Key has fewer than {EditorKeyOptions.MinLength} characters.", [nameof(Keys)]));
}

/// <summary>A key that a person signs in with.</summary>
public sealed class EditorKeyOptions
{
    public const int MinLength = 16;

    public string Key { get; set; } = "";

    public EditorRole Role { get; set; } = EditorRole.Editor;

    /// <summary>When the key ends; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Expires { get; set; }
}

/// <summary>What the editors' pages know about the host.</summary>
/// <param name="RequiresKeys">
/// Whether the host asks for function keys. Without them, anyone on this machine may change documents over the API, so the pages ask for none either.
/// </param>
public sealed record EditorHost(bool RequiresKeys);
