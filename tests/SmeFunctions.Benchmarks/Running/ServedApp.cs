using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmeFunctions.Benchmarks.Visits;
using SmeFunctions.Pages;
using SmeFunctions.Portal;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>The child's side of <see cref="AppProcess"/>: writes its address, answers each line read with what it asks for, ends with its input.</summary>
internal static class ServedApp
{
    public const string Command = "serve";

    public const string Report = "report";

    public const string Heap = "heap";

    internal enum Kind
    {
        Portal,

        /// <summary>Other ways of counting, see <see cref="CountVisitByLoop"/>.</summary>
        Rivals,

        /// <summary>Kestrel alone: sends what it was given beforehand, see <see cref="PlainAnswer"/>.</summary>
        Hello,
    }

    public static async Task RunAsync(string[] args)
    {
        using var calls = new StorageCalls();
        var kind = Enum.Parse<Kind>(args[0]);
        var host = kind switch
        {
            Kind.Portal => SmeFunctions.Program.Build(args[1..]),
            Kind.Rivals => BuildRivals(args[1..]),
            _ => BuildHello(),
        };
        await host.StartAsync();
        await Console.Out.WriteLineAsync(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        while (await Console.In.ReadLineAsync() is { } question)
        {
            await Console.Out.WriteLineAsync(question == Heap ? HeldBytes().ToString(CultureInfo.InvariantCulture) : JsonSerializer.Serialize(ReportOf(calls)));
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static AppReport ReportOf(StorageCalls calls)
    {
        using var process = Process.GetCurrentProcess();
        return new AppReport(calls.ByService(), process.TotalProcessorTime.TotalSeconds, GC.GetTotalAllocatedBytes(precise: true), MaxResident: 0);
    }

    private static long HeldBytes()
    {
        // Twice: what has a finalizer goes with the second.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static IHost BuildRivals(string[] args)
    {
        var builder = SelfHostApplicationBuilder.Create(typeof(ServedApp).Assembly, args);
        // The same around it as in the portal.
        builder.UseMiddleware<SmeFunctions.Http.SecurityHeadersMiddleware>();
        builder.UseMiddleware<SmeFunctions.Http.ProblemDetailsMiddleware>();
        builder.Services.AddPortal(builder.Configuration);
        builder.Services.AddPages();
        builder.Services.AddSingleton(ContentAccount.Create(ContentConnection.Find(builder.Configuration), new ContentStorageOptions { VisitsTable = "Rivals" }).VisitsTable);
        return builder.Build();
    }

    private static WebApplication BuildHello()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var answers = new ConcurrentDictionary<string, PlainAnswer>();
        app.Run(context => HttpMethods.IsPut(context.Request.Method) ? TakeAsync(context.Request) : answers[context.Request.Path.Value!].SendAsync(context.Response));
        return app;

        async Task TakeAsync(HttpRequest request) =>
            answers[request.Path.Value!] = (await JsonSerializer.DeserializeAsync<PlainAnswer>(request.Body, JsonSerializerOptions.Web))!;
    }

    /// <summary>Counts the requests that go out, by the port of Azurite's that they go to.</summary>
    private sealed class StorageCalls : IDisposable
    {
        private readonly ConcurrentDictionary<(int Port, string Method), long> _calls = new();
        private readonly MeterListener _listener = new();

        public StorageCalls()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                int? port = null;
                string? method = null;
                foreach (var (key, value) in tags)
                {
                    port = key == "server.port" ? (int?)value : port;
                    method = key == "http.request.method" ? (string?)value : method;
                }

                _calls.AddOrUpdate((port ?? 0, method ?? ""), 1, (_, count) => count + 1);
            });
            _listener.Start();
        }

        public Dictionary<string, long> ByService() => _calls
            .GroupBy(call => $"{call.Key.Method} {call.Key.Port}")
            .ToDictionary(group => group.Key, group => group.Sum(call => call.Value));

        public void Dispose() => _listener.Dispose();
    }
}
