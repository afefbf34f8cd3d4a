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
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmeFunctions.Benchmarks.Visits;
using SmeFunctions.Pages;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>The child's side of <see cref="AppProcess"/>: writes its address, answers each line read with a report, ends with its input.</summary>
internal static class ServedApp
{
    public const string Command = "serve";

    internal enum Kind
    {
        Portal,

        /// <summary>Other ways of counting, see <see cref="CountVisitByLoop"/>.</summary>
        Rivals,

        /// <summary>Kestrel alone: answers with as many bytes as it is asked for, and the headers of an article.</summary>
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

        while (await Console.In.ReadLineAsync() is not null)
        {
            using var process = Process.GetCurrentProcess();
            var report = new AppReport(calls.ByService(), process.TotalProcessorTime.TotalSeconds, MaxResident: 0);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static IHost BuildRivals(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<SmeFunctions.Http.ProblemDetailsMiddleware>();
        builder.Services.AddPages();
        builder.Services.AddSingleton(ContentAccount.Open(ContentConnection.Find(builder.Configuration), new ContentStorageOptions { VisitsTable = "Rivals" }).VisitsTable);
        return builder.Build();
    }

    private static WebApplication BuildHello()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var bodies = new ConcurrentDictionary<int, byte[]>();
        app.Run(context =>
        {
            var query = context.Request.Query;
            var response = context.Response;
            response.StatusCode = int.Parse(query["status"]!, CultureInfo.InvariantCulture);
            response.Headers.ETag = "W/\"0x8DEADBEEF0123456-0123456789abcdef\"";
            response.Headers.Vary = "Accept-Encoding";
            response.Headers.CacheControl = "public, max-age=60, stale-while-revalidate=300";
            response.Headers.LastModified = "Wed, 04 Jan 2017 00:00:00 GMT";
            if (response.StatusCode == StatusCodes.Status304NotModified)
            {
                return Task.CompletedTask;
            }

            var body = bodies.GetOrAdd(int.Parse(query["bytes"]!, CultureInfo.InvariantCulture), length => new byte[length]);
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, 0, body.Length);
        });
        return app;
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
