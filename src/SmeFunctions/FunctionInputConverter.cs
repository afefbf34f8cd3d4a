using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace SmeFunctions;

/// <summary>
/// Binds what the portal's functions take: the request, route values and messages, and the token of the invocation. The worker would otherwise
/// try its converters one after the other for each parameter; the one for tokens is the last.
/// </summary>
public sealed class FunctionInputConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.TargetType == typeof(HttpRequest))
        {
            return ValueTask.FromResult(context.FunctionContext.GetHttpContext() is { } http ? ConversionResult.Success(http.Request) : ConversionResult.Unhandled());
        }

        if (context.TargetType == typeof(string))
        {
            return ValueTask.FromResult(context.Source is string text ? ConversionResult.Success(text) : ConversionResult.Unhandled());
        }

        return ValueTask.FromResult(context.TargetType == typeof(CancellationToken)
            ? ConversionResult.Success(context.FunctionContext.CancellationToken)
            : ConversionResult.Unhandled());
    }
}
