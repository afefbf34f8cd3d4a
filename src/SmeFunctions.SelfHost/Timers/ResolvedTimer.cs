using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Timers;

/// <summary>A timer function with its settings.</summary>
internal sealed record ResolvedTimer(FunctionInvoker Function, TimerSchedule Schedule)
{
    /// <summary>Null when a setting is missing or invalid; <paramref name="problems"/> then has the reason.</summary>
    public static ResolvedTimer? Resolve(FunctionInvoker function, IConfiguration configuration, List<string> problems)
    {
        var trigger = (TimerTriggerAttribute)function.Function.Trigger;
        var missing = new List<string>();
        var text = SettingReference.Replace(trigger.Schedule, configuration, missing);
        problems.AddRange(missing.Select(setting => $"{function.Function.Location}: the setting '{setting}' of the schedule is missing."));
        if (missing.Count > 0)
        {
            return null;
        }

        if (TimerSchedule.TryParse(text, out var schedule))
        {
            return new ResolvedTimer(function, schedule);
        }

        problems.Add($"{function.Function.Location}: {TimerSchedule.Problem(text)}.");
        return null;
    }
}
