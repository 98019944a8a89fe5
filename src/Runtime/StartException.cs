using Gantry.Runtime.Child;

namespace Gantry.Runtime;

/// <summary>A container's process could not become what it was to be; the message is what the child itself reported.</summary>
internal sealed class StartException(string message) : Exception($"unable to start container process: {message}")
{
    public static StartException From(ChildReport report, ClonedChild child)
    {
        if (report.Kind == ReportKind.Failed)
        {
            return new StartException(report.Message);
        }

        child.Kill();
        return new StartException($"it ended before it was ready ({child.Wait()})");
    }
}
