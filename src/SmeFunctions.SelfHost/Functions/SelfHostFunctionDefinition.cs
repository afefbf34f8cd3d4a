using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.SelfHost.Functions;

internal sealed class SelfHostFunctionDefinition(FunctionMethod function) : FunctionDefinition
{
    public override string Name => function.Name;

    public override string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GetEntryPoint(function)))[..8]);

    public override string EntryPoint => GetEntryPoint(function);

    public override string PathToAssembly => function.Class.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters =>
        [.. function.Parameters.Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(function.TriggerParameter.Name!, new Trigger(function));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    private static string GetEntryPoint(FunctionMethod function) => $"{function.Class.FullName}.{function.Method.Name}";

    private sealed class Trigger(FunctionMethod function) : BindingMetadata
    {
        public override string Name => function.TriggerParameter.Name!;

        public override string Type => GetBindingType(function.Trigger.GetType().Name);

        public override BindingDirection Direction => BindingDirection.In;

        // HttpTriggerAttribute is an httpTrigger.
        private static string GetBindingType(string attribute) =>
            $"{char.ToLowerInvariant(attribute[0])}{attribute[1..^nameof(Attribute).Length]}";
    }
}
