using System.Reflection;
using SmeFunctions.Documents;
using SmeFunctions.Pages;
using SmeFunctions.Portal;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions.Tests;

/// <summary>The references between projects, as docs/architecture.md has them.</summary>
public sealed class ArchitectureTests
{
    private const string Functions = "Microsoft.Azure.Functions.";
    private const string Web = "Microsoft.AspNetCore.";
    private static readonly string[] _storage = ["Azure.Storage.", "Azure.Data.Tables"];

    [Fact]
    public void Documents_reference_neither_Azure_nor_the_web_nor_the_portal() =>
        AssertNoReference(typeof(DocumentReader).Assembly, "Azure.", Functions, Web, "SmeFunctions");

    [Fact]
    public void The_portal_references_no_functions() =>
        AssertNoReference(typeof(PortalOptions).Assembly, Functions, "SmeFunctions.Pages", "SmeFunctions.SelfHost");

    [Fact]
    public void Pages_reference_neither_functions_nor_storage() =>
        AssertNoReference(typeof(PagesOptions).Assembly, [Functions, "SmeFunctions.SelfHost", .. _storage]);

    [Fact]
    public void The_own_host_references_nothing_of_the_portal() =>
        AssertNoReference(typeof(SelfHostApplicationBuilder).Assembly, "SmeFunctions", "Azure.Data.Tables");

    [Fact]
    public void Functions_reference_no_storage_client() =>
        AssertNoReference(typeof(Program).Assembly, _storage);

    [Fact]
    public void No_directory_of_the_app_has_more_than_fourteen_files()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmeFunctions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }

        var directories = new DirectoryInfo(Path.Combine(root.FullName, "src")).GetDirectories("*", SearchOption.AllDirectories);

        Assert.True(directories.Length > 30);
        Assert.All(directories, directory => Assert.True(directory.GetFiles().Length <= 14, directory.FullName));
    }

    private static void AssertNoReference(Assembly assembly, params string[] forbidden) => Assert.DoesNotContain(
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
        name => forbidden.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
}
