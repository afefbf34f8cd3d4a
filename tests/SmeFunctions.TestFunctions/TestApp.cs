using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions.TestFunctions;

/// <summary>The portal's app with functions that fail, wait or do nothing, on either host. Only tests and benchmarks run it.</summary>
public static class TestApp
{
    public static void Main(string[] args) => Build(args).Run();

    private static IHost Build(string[] args)
    {
        if (FunctionsHost.StartedThisProcess(args))
        {
            var worker = FunctionsApplication.CreateBuilder(args);
            Program.ConfigureWorker(worker);
            return worker.Build();
        }

        var selfHost = SelfHostApplicationBuilder.Create(typeof(TestApp).Assembly, args);
        Program.Configure(selfHost, selfHost);
        return selfHost.Build();
    }
}
