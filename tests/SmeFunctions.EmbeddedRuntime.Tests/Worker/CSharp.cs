using System.Reflection;

namespace SmeFunctions.EmbeddedRuntime.Tests.Worker;

/// <summary>Types and parameters as C# writes them, with nullability.</summary>
internal static class CSharp
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(int)] = "int",
        [typeof(bool)] = "bool",
    };

    public static string Name(PropertyInfo property) => Name(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Name(Type type, NullabilityInfo? nullability = null)
    {
        // A type parameter counts as nullable by itself; only its declaration tells, where T? has another state than T.
        var mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType && !type.IsGenericParameter ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        var name = _keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments().Select((argument, i) => Name(argument, nullability?.GenericTypeArguments[i]));
            name += $"<{string.Join(", ", arguments)}>";
        }

        return name + mark;
    }

    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : string.Empty) +
        $"{Name(parameter)} {parameter.Name}" +
        (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : string.Empty)));

    public static string Constraints(Type parameter)
    {
        var kinds = new List<string>();
        if (parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            kinds.Add("class");
        }

        kinds.AddRange(parameter.GetGenericParameterConstraints().Select(each => Name(each)));
        return kinds.Count == 0 ? string.Empty : $" where {parameter.Name} : {string.Join(", ", kinds)}";
    }
}
