using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>
/// Keeps a number of HTTP/1.1 connections busy, each with one request at a time. It shares the machine with what it measures, so it
/// does as little as it can: requests are made beforehand, of an answer only its status and its length are read.
/// </summary>
internal static class HttpLoad
{
    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(Uri address, string method, string path, string headers = "") => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n{headers}{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n");

    /// <summary>Sends requests for a while, each connection the next one of the list.</summary>
    public static async Task<LoadResult> RunAsync(Uri address, int connections, IReadOnlyList<byte[]> requests, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var next = -1;
        var results = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(address);
            var micros = new List<int>(1 << 16);
            var others = 0;
            while (Stopwatch.GetTimestamp() < end)
            {
                var begin = Stopwatch.GetTimestamp();
                var status = await connection.SendAsync(requests[(int)((uint)Interlocked.Increment(ref next) % (uint)requests.Count)]);
                micros.Add((int)Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
                others += status is >= 200 and < 400 ? 0 : 1;
            }

            return (Micros: micros, Others: others);
        })));

        var sorted = results.SelectMany(result => result.Micros).ToArray();
        Array.Sort(sorted);
        return new LoadResult(sorted, results.Sum(result => result.Others), duration);
    }

    private sealed class Connection(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[256 * 1024];

        public static async Task<Connection> OpenAsync(Uri address)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            return new Connection(socket);
        }

        /// <returns>The status.</returns>
        public async ValueTask<int> SendAsync(byte[] request)
        {
            await socket.SendAsync(request);
            var read = 0;
            while (true)
            {
                var count = await socket.ReceiveAsync(_buffer.AsMemory(read));
                if (count == 0)
                {
                    throw new IOException("The server closed the connection.");
                }

                read += count;
                if (TryRead(_buffer.AsSpan(0, read), out var status))
                {
                    return status;
                }
            }
        }

        public void Dispose() => socket.Dispose();

        private static bool TryRead(ReadOnlySpan<byte> answer, out int status)
        {
            status = 0;
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return false;
            }

            status = Number(answer["HTTP/1.1 ".Length..]);
            var rest = answer[(head + 4)..];
            var at = answer[..head].IndexOf("\r\nContent-Length: "u8);
            if (at < 0)
            {
                // Chunked; or 304, which has no body.
                return status == 304 || rest.EndsWith("0\r\n\r\n"u8);
            }

            return rest.Length >= Number(answer[(at + "\r\nContent-Length: ".Length)..]);
        }

        private static int Number(ReadOnlySpan<byte> text) =>
            Utf8Parser.TryParse(text, out int number, out _) ? number : throw new IOException("The server does not answer in HTTP/1.1.");
    }
}

/// <param name="Micros">How long each request took, sorted.</param>
/// <param name="Others">How many were not answered with success.</param>
/// <param name="Duration">How long they were sent for.</param>
internal sealed record LoadResult(int[] Micros, int Others, TimeSpan Duration)
{
    public int Count => Micros.Length;

    /// <summary>Several as one.</summary>
    public static LoadResult Of(IReadOnlyCollection<LoadResult> results)
    {
        var micros = results.SelectMany(result => result.Micros).ToArray();
        Array.Sort(micros);
        return new LoadResult(micros, results.Sum(result => result.Others), TimeSpan.FromTicks(results.Sum(result => result.Duration.Ticks)));
    }

    /// <summary>Successes a second.</summary>
    public double Rate => (Micros.Length - Others) / Duration.TotalSeconds;

    /// <summary>A percentile, in milliseconds.</summary>
    public double Percentile(double share) =>
        Micros.Length == 0 ? double.NaN : Micros[Math.Min(Micros.Length - 1, (int)(Micros.Length * share))] / 1000.0;
}
