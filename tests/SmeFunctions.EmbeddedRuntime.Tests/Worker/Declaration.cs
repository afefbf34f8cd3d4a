using System.Reflection;
using System.Runtime.CompilerServices;

namespace SmeFunctions.EmbeddedRuntime.Tests.Worker;

/// <summary>A type written as C# declares it: one line for the type, one for each member.</summary>
internal sealed record Declaration(string FullName, bool IsPart, IReadOnlyList<string> Lines)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Declaration Of(Type type)
    {
        var lines = new List<string>();
        if (type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage)
        {
            lines.Add($"[AttributeUsage({string.Join(" | ", usage.ValidOn.ToString().Split(", ").Select(target => $"AttributeTargets.{target}"))}{(usage.AllowMultiple ? ", AllowMultiple = true" : string.Empty)})]");
        }

        lines.AddRange(
            type.IsEnum ? [$"public enum {type.Name}", .. Enum.GetNames(type).Select(name => $"{name} = {(int)Enum.Parse(type, name)},")]
            : type.IsAssignableTo(typeof(Delegate)) ? [$"public delegate {Signature(type.GetMethod("Invoke")!, type.Name)}"]
            : [Head(type), .. Members(type)]);
        return new Declaration(type.FullName!, IsPart: false, lines);
    }

    /// <summary>Reads declarations as they stand in a text.</summary>
    public static IReadOnlyList<Declaration> Read(IEnumerable<string> text)
    {
        var declarations = new List<Declaration>();
        var lines = new List<string>();
        var (space, isPart) = (string.Empty, false);
        foreach (var line in text.Select(line => line.Trim()))
        {
            if (line.StartsWith("namespace ", StringComparison.Ordinal))
            {
                space = line[10..^1];
            }
            else if (line == "// part")
            {
                isPart = true;
            }
            else if (line == "}" || line.Contains(" delegate ", StringComparison.Ordinal))
            {
                lines.AddRange(line == "}" ? [] : [line]);
                declarations.Add(new Declaration($"{space}.{NameIn(lines)}", isPart, lines));
                (lines, isPart) = ([], false);
            }
            else if (line.Length > 0 && line != "{" && !line.StartsWith("//", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        return declarations;
    }

    private static string NameIn(List<string> lines)
    {
        var words = lines.First(line => !line.StartsWith('[')).Split(' ', '(');
        var kind = Array.FindIndex(words, word => word is "class" or "interface" or "enum" or "delegate");
        return words[kind] == "delegate" ? words[kind + 2] : words[kind + 1];
    }

    private static string Head(Type type)
    {
        var kind = type.IsInterface ? "interface"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var inherited = type.GetInterfaces().SelectMany(each => each.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        var bases = (type.BaseType is { } parent && parent != typeof(object) ? [CSharp.Name(parent)] : Array.Empty<string>())
            .Concat(type.GetInterfaces().Where(each => !inherited.Contains(each)).Select(each => CSharp.Name(each)));
        var list = string.Join(", ", bases);
        return $"public {kind} {type.Name}{(list.Length > 0 ? $" : {list}" : string.Empty)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && IsVisible(constructor)))
        {
            yield return $"{Access(constructor)}{type.Name}({CSharp.Parameters(constructor)});";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
            if (accessors.Length > 0)
            {
                var set = property.SetMethod is not { } setter || !IsVisible(setter) ? string.Empty
                    : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;"
                    : " set;";
                yield return $"{Modifiers(accessors[0])}{CSharp.Name(property)} {property.Name} {{ get;{set} }}";
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(method => !method.IsSpecialName && IsVisible(method)))
        {
            yield return Modifiers(method) + Signature(method, method.Name);
        }
    }

    private static string Signature(MethodInfo method, string name)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(each => each.Name))}>" : string.Empty;
        var self = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : string.Empty;
        var constraints = string.Concat(method.GetGenericArguments().Select(CSharp.Constraints));
        return $"{CSharp.Name(method.ReturnParameter)} {name}{generics}({self}{CSharp.Parameters(method)}){constraints};";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public " : "protected ";

    private static string Modifiers(MethodInfo method) => method.DeclaringType!.IsInterface
        ? string.Empty
        : Access(method) + (
            method.IsStatic ? "static "
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : string.Empty);
}
