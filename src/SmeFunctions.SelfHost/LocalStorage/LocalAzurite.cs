using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.LocalStorage;

/// <summary>
/// The Azurite of a local run, on the well-known ports. It is started when a setting is for development storage and nothing listens there, and
/// stopped with the app. A running one is left alone, unless an app of this directory started it and was killed: this app then takes it over, and
/// stops it.
/// </summary>
internal sealed partial class LocalAzurite : IAsyncDisposable
{
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";
    private static readonly (int Blob, int Queue, int Table) _wellKnown = (10000, 10001, 10002);

    // Start times may be rounded differently at each read.
    private static readonly TimeSpan _startTimeTolerance = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _cancelled = new();
    private readonly Task<Azurite?> _starting;
    private readonly string _from;
    private readonly (int Blob, int Queue, int Table) _ports;
    private readonly Lazy<Task> _stop;

    private LocalAzurite(string from, (int Blob, int Queue, int Table) ports)
    {
        _from = from;
        _ports = ports;
        _stop = new Lazy<Task>(StopAsync);
        _starting = Task.Run(StartAsync);
    }

    /// <summary>Starts in the background; null when no setting is for development storage.</summary>
    public static LocalAzurite? StartIfConfigured(IConfiguration configuration, string from) =>
        configuration.AsEnumerable().Any(setting => IsDevelopmentStorage(setting.Value)) ? Start(from, _wellKnown) : null;

    public static LocalAzurite Start(string from, (int Blob, int Queue, int Table) ports) => new(from, ports);

    public static bool IsDevelopmentStorage(string? value) =>
        value is not null && value.Split(';', StringSplitOptions.TrimEntries).Contains(DevelopmentStorage, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="StartupException">It could not be started.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken) => await _starting.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => new(_stop.Value);

    private async Task<Azurite?> StartAsync()
    {
        var listening = await Task.WhenAll(((int[])[_ports.Blob, _ports.Queue, _ports.Table]).Select(AzuriteProcess.ListensAsync));
        if (listening.All(listens => listens))
        {
            return TakeOver();
        }

        if (listening.Any(listens => listens))
        {
            var names = new[] { $"blobs ({_ports.Blob})", $"queues ({_ports.Queue})", $"tables ({_ports.Table})" };
            var taken = string.Join(", ", names.Where((_, i) => listening[i]));
            throw new StartupException($"Some ports of development storage are taken, others are not: {taken}. Stop what listens there, or start all of Azurite.");
        }

        var package = AzuritePackage.Find(_from);
        var azurite = await Azurite.StartAsync(
            new AzuriteOptions { DataFolder = package.DataFolder, PackageFrom = _from, Ports = _ports }, _cancelled.Token);
        WriteOwner(package, azurite.ProcessId);
        return azurite;
    }

    // Null when this app must not stop it.
    private Azurite? TakeOver()
    {
        if (FindPackage() is not { } package || ReadOwner(package) is not { } owner ||
            !IsRunning(owner.Azurite, owner.AzuriteStarted) || IsRunning(owner.App, owner.AppStarted))
        {
            return null;
        }

        WriteOwner(package, owner.Azurite);
        return Azurite.Adopt(new AzuriteOptions { DataFolder = package.DataFolder, PackageFrom = _from, Ports = _ports }, owner.Azurite);
    }

    private AzuritePackage? FindPackage()
    {
        try
        {
            return AzuritePackage.Find(_from);
        }
        catch (StartupException)
        {
            return null;
        }
    }

    private async Task StopAsync()
    {
        await _cancelled.CancelAsync();
        await _starting.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_starting is { IsCompletedSuccessfully: true, Result: { } azurite })
        {
            await azurite.DisposeAsync();
            File.Delete(GetOwnerPath(AzuritePackage.Find(_from)));
        }

        _cancelled.Dispose();
    }

    private static string GetOwnerPath(AzuritePackage package) => Path.Combine(package.DataFolder, "azurite.pid");

    private static void WriteOwner(AzuritePackage package, int azurite) => File.WriteAllText(
        GetOwnerPath(package),
        JsonSerializer.Serialize(
            new Owner
            {
                Azurite = azurite,
                AzuriteStarted = AzuriteProcess.StartedAt(azurite) ?? default,
                App = Environment.ProcessId,
                AppStarted = AzuriteProcess.StartedAt(Environment.ProcessId) ?? default,
            },
            OwnerJson.Default.Owner));

    private static Owner? ReadOwner(AzuritePackage package)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(GetOwnerPath(package)), OwnerJson.Default.Owner);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static bool IsRunning(int processId, DateTimeOffset since) =>
        AzuriteProcess.StartedAt(processId) is { } started && (started - since).Duration() < _startTimeTolerance;

    internal sealed record Owner
    {
        public required int Azurite { get; init; }

        public required DateTimeOffset AzuriteStarted { get; init; }

        public required int App { get; init; }

        public required DateTimeOffset AppStarted { get; init; }
    }

    [JsonSerializable(typeof(Owner))]
    private sealed partial class OwnerJson : JsonSerializerContext;
}
