using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>
/// Ends the program with a readable message instead of a stack trace and a dump, for errors that the caller can fix. Other exceptions are bugs, and
/// keep their stack trace.
/// </summary>
internal static class StartupErrorReporter
{
    private const int Failed = 1;
    private static int _reports;

    /// <summary>Once per process.</summary>
    public static void Report()
    {
        if (Interlocked.Exchange(ref _reports, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            {
                if (Describe((Exception)e.ExceptionObject) is { } message)
                {
                    Console.Error.WriteLine(message);
                    Environment.Exit(Failed);
                }
            };
        }
    }

    /// <summary>The message; null for a bug.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        StartupException or OptionsValidationException => failure.Message,
        IOException { InnerException: AddressInUseException } taken => taken.Message,
        AggregateException many when many.InnerExceptions.Select(Describe).ToList() is var texts && texts.TrueForAll(text => text is not null) =>
            string.Join(Environment.NewLine, texts),
        _ => null,
    };

    /// <exception cref="StartupException">The port is in use.</exception>
    public static void ThrowIfPortIsInUse(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new StartupException(
                e.SocketErrorCode == SocketError.AccessDenied
                    ? $"Port {port} may not be listened on by this user; choose another with --port."
                    : $"Port {port} is taken, perhaps by another run of this app; stop that one, or choose another port with --port.",
                e);
        }
    }
}
