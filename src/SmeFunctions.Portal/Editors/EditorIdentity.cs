namespace SmeFunctions.Portal.Editors;

/// <summary>A person who is signed in.</summary>
/// <param name="Name">The name under which changes are recorded.</param>
/// <param name="Role">What the person may do; <see langword="null"/> for a person without a role of the portal.</param>
public sealed record EditorIdentity(string Name, EditorRole? Role)
{
    /// <summary>UTF-16 units.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Whether the platform signed the person in, and signs the person out.</summary>
    public bool IsPlatform { get; init; }

    public bool Has(EditorRole role) => Role >= role;
}
