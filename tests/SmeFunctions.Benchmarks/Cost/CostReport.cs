using System.Globalization;
using System.Text;

namespace SmeFunctions.Benchmarks.Cost;

/// <summary>The tables of docs/cost.md.</summary>
internal static class CostReport
{
    public static string Write()
    {
        var models = CostInputs.Scenarios.Select(inputs => new CostModel(inputs)).ToList();
        var text = new StringBuilder();
        Row("views a month", models.Select(model => model.Inputs.Name));
        Row("---", models.Select(_ => "---:"));
        Row("documents handed in", models.Select(model => Count(model.Inputs.Documents)));
        Row("documents there are", models.Select(model => Count(model.Inputs.Articles)));
        Row("GETs that a CDN answers", models.Select(model => model.Inputs.AnsweredByCdn.ToString("0 %", CultureInfo.InvariantCulture)));
        Row("telemetry, GB", models.Select(model => Count(model.Inputs.Telemetry)));
        Row("executions", models.Select(model => Count(model.Executions)));
        Row("instances that serve, on average", models.Select(model => (model.ServingSeconds / CostModel.SecondsOfMonth).ToString("0.000", CultureInfo.InvariantCulture)));
        Row("GB-seconds", models.Select(model => Count(model.GigabyteSeconds)));
        Row("table calls for readers", models.Select(model => Count(model.Reading.Tables)));
        Row("blob reads for readers", models.Select(model => Count(model.Reading.BlobReads)));
        Row("GB to readers", models.Select(model => Count(model.GigabytesOut)));
        text.Append('\n');

        Row("dollars a month", models.Select(model => model.Inputs.Name));
        Row("---", models.Select(_ => "---:"));
        for (var i = 0; i < models[0].Items.Count; i++)
        {
            Row(models[0].Items[i].What, models.Select(model => Dollars(model.Items[i].Dollars)));
        }

        Row("**all of it**", models.Select(model => $"**{Dollars(model.Total)}**"));
        Row("for a million views", models.Select(model => Dollars(model.Total / model.Inputs.Views * 1e6)));
        return text.ToString();

        void Row(string what, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", [what, .. cells]).Append(" |\n");
    }

    private static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Dollars(double value) => value.ToString("#,0.00", CultureInfo.InvariantCulture);
}
