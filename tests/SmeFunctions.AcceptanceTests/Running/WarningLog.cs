using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>Keeps what an app warns of, for the message of a test that fails, and to fail a test whose app logged an error.</summary>
internal sealed class WarningLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Errors => [.. _lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Write(LogLevel level, string text)
    {
        if (level >= LogLevel.Warning)
        {
            _lines.Enqueue((level, $"{level} {text}"));
        }
    }

    public void Dispose()
    {
        // Nothing is held open; the lines outlive the app.
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines.TakeLast(20).Select(line => line.Text));

    private sealed class Logger(WarningLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log._lines.Enqueue((logLevel, $"{logLevel} {category}: {formatter(state, exception)} {exception}"));
            }
        }
    }
}
