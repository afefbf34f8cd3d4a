using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Http;

/// <summary>
/// The keys of <c>--enableAuth</c>. The settings <c>FunctionsKeys__{name}</c> are keys of the level Function; <c>FunctionsKeys__master</c> is valid
/// for all levels. A caller sends a key in the header <c>x-functions-key</c> or the query parameter <c>code</c>.
/// </summary>
internal sealed class FunctionKeys
{
    public const string Section = "FunctionsKeys";
    private const string MasterName = "master";
    private const string Header = "x-functions-key";
    private const string Query = "code";

    private readonly byte[]? _master;
    private readonly byte[][] _others;

    private FunctionKeys(byte[]? master, byte[][] others)
    {
        _master = master;
        _others = others;
    }

    /// <exception cref="StartupException">A function requires a key that no setting has.</exception>
    public static FunctionKeys Read(IConfiguration configuration, IEnumerable<FunctionMethod> functions)
    {
        var keys = configuration.GetSection(Section).GetChildren()
            .Where(key => !string.IsNullOrEmpty(key.Value))
            .ToLookup(key => key.Key.Equals(MasterName, StringComparison.OrdinalIgnoreCase), key => Hash(key.Value!));
        var master = keys[true].FirstOrDefault();
        var others = keys[false].ToArray();

        var problems = functions
            .Where(function => function.Trigger is HttpTriggerAttribute { AuthLevel: AuthorizationLevel.Function } && master is null && others.Length == 0)
            .Select(function => $"{function.Location} asks for a key: with --enableAuth, set {Section}__default.")
            .Concat(functions
                .Where(function => function.Trigger is HttpTriggerAttribute { AuthLevel: AuthorizationLevel.Admin } && master is null)
                .Select(function => $"{function.Location} asks for the master key: with --enableAuth, set {Section}__{MasterName}."))
            .ToArray();
        return problems.Length == 0 ? new FunctionKeys(master, others) : throw new StartupException(problems);
    }

    public bool Allow(HttpRequest request, AuthorizationLevel level)
    {
        var given = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query[Query].ToString();
        if (given.Length == 0)
        {
            return false;
        }

        var hash = Hash(given);
        var allowed = _master is not null && CryptographicOperations.FixedTimeEquals(hash, _master);
        if (level is AuthorizationLevel.Function)
        {
            foreach (var key in _others)
            {
                allowed |= CryptographicOperations.FixedTimeEquals(hash, key);
            }
        }

        return allowed;
    }

    // Hashes are compared, so that the time reveals nothing, not even the length.
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
