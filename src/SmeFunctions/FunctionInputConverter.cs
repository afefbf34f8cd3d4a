using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace SmeFunctions;

/// <summary>
/// Binds the parameters that the functions have: request, route values, messages, and the token of the invocation. Without it the worker tries all
/// its converters for each parameter, and the converter for tokens is the last one.
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
