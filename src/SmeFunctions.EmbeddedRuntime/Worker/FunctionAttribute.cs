namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Marks a method as a function, under a name that is unique in the app.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    /// <summary>How often a failed run is tried again. Allowed on timers only.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public abstract class RetryAttribute : Attribute
    {
        public RetryAttribute()
        {
        }

        /// <summary>The tries after the first one; -1 for no end.</summary>
        public int MaxRetryCount { get; set; }
    }

    /// <summary>Tries a failed run again after a wait, <c>hh:mm:ss</c>.</summary>
    public sealed class FixedDelayRetryAttribute : RetryAttribute
    {
        public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
        {
            MaxRetryCount = maxRetryCount;
            DelayInterval = delayInterval;
        }

        public string DelayInterval { get; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    [AttributeUsage(AttributeTargets.Method)]
    public abstract class BindingAttribute : Attribute
    {
        public BindingAttribute()
        {
        }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public abstract class TriggerBindingAttribute : BindingAttribute
    {
        public TriggerBindingAttribute()
        {
        }
    }
}
