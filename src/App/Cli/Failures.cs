using System.Data.Common;
using Gantry.Containers;

namespace Gantry.App.Cli;

/// <summary>How a verb that cannot do what it was asked tells so: one sentence, and status 1.</summary>
internal static class Failures
{
    public static async Task<int> ReportAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is RefusalException or IOException or UnauthorizedAccessException or DbException)
        {
            await Console.Error.WriteLineAsync($"gantry: {e.Message}");
            return 1;
        }
    }
}
