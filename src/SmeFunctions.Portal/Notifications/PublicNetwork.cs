using System.Net;
using System.Net.Sockets;

namespace SmeFunctions.Portal.Notifications;

/// <summary>
/// Tells public addresses from those that only a machine inside a network should reach, such as that of a cloud's metadata service. The ranges are those of
/// the IANA special-purpose address registries.
/// </summary>
public static class PublicNetwork
{
    private static readonly IPNetwork[] _special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // The platform's own address, which looks like a public one.
            "168.63.129.16/32",

            // IPv6 outside of the unicast range 2000::/3 is special, so only exceptions within it are listed: Teredo and other protocols, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork _unicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is public. One of IPv4 in IPv6 is not, because the network decides where it leads.</summary>
    public static bool IsPublic(IPAddress address) =>
        !address.IsIPv4MappedToIPv6
        && (address.AddressFamily == AddressFamily.InterNetwork || (address.AddressFamily == AddressFamily.InterNetworkV6 && _unicast.Contains(address)))
        && !_special.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
}
