using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

/// <content>The processes of a simulation, and what they have answered.</content>
internal sealed partial class VisitSimulation
{
    private sealed class Promise
    {
        public long Asked { get; set; }

        public long Stored { get; set; }

        public long Highest { get; set; }
    }

    private sealed class Actor
    {
        private TaskCompletionSource _awake = new();

        public Actor(VisitSimulation simulation)
        {
            Time = new SkewedTime(simulation._world.Time);
            Table = simulation.Connect(this);
            Counter = new VisitCounter(
                Table,
                Microsoft.Extensions.Options.Options.Create(simulation._world.Options),
                Time,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<VisitCounter>.Instance);
            Numbers = new VisitCountReader(Counter);
        }

        public SkewedTime Time { get; }

        public FakeTable Table { get; }

        public VisitCounter Counter { get; }

        public VisitCountReader Numbers { get; }

        public Dictionary<string, long> Stored { get; } = [];

        public bool IsKilled { get; set; }

        public bool IsSettingBase { get; set; }

        public bool IsAsleep
        {
            get;
            set
            {
                field = value;
                if (!value)
                {
                    _awake.TrySetResult();
                    _awake = new TaskCompletionSource();
                }
            }
        }

        public Task AwakeAsync() => _awake.Task;
    }
}
