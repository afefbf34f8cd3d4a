using Microsoft.Extensions.Configuration;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Benchmarks.Running;

internal static class Connection
{
    public static ContentConnection To(string content) => ContentConnection.Find(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(ContentConnection.Name, content)]).Build());
}
