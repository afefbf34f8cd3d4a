using System.Security.Cryptography;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>
/// The delay between polls of an empty queue, as on the Functions host: 100 ms after a message, then about doubling up to the maximum, with a random
/// part so that instances do not poll together.
/// </summary>
internal sealed class PollingDelay(TimeSpan longest, Func<double> random)
{
    public static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);
    private const double Jitter = 0.2;

    private int _exponent;

    public PollingDelay(TimeSpan longest)
        : this(longest, () => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000d)
    {
    }

    public void Reset() => _exponent = 0;

    public TimeSpan Next()
    {
        var delay = Minimum;
        if (_exponent > 0)
        {
            var factor = (1 - Jitter + (2 * Jitter * random())) * Math.Pow(2, _exponent - 1);
            delay += Minimum * factor;
        }

        if (delay >= longest)
        {
            return longest;
        }

        _exponent++;
        return delay;
    }
}
