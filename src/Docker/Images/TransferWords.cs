using System.Globalization;
using Gantry.Containers.Images;
using Gantry.Docker.Images.Shapes;

namespace Gantry.Docker.Images;

/// <summary>Docker's words for what happens to an image on its way.</summary>
internal static class TransferWords
{
    private const int BarLength = 50;
    private const double Thousand = 1000;

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static StreamMessage Of(TransferStep step) => step.Kind == TransferKind.ImageFound
        ? new() { Status = $"Pulling from {step.Detail}", Id = step.Subject }
        : new()
        {
            Status = StatusOf(step),
            Id = step.Subject,
            ProgressDetail = step.Total > 0 ? new(step.Current, step.Total) : StreamProgress.Unknown,
            Progress = step.Total > 0 ? BarOf(step.Current, step.Total) : null,
        };

    private static string StatusOf(TransferStep step) => step.Kind switch
    {
        TransferKind.LayerWanted => "Pulling fs layer",
        TransferKind.LayerPresent => "Already exists",
        TransferKind.Downloading => "Downloading",
        TransferKind.Verifying => "Verifying Checksum",
        TransferKind.Downloaded => "Download complete",
        TransferKind.Unpacking => "Extracting",
        TransferKind.Unpacked => "Pull complete",
        TransferKind.Preparing => "Preparing",
        TransferKind.Waiting => "Waiting",
        TransferKind.Uploading => "Pushing",
        TransferKind.Uploaded => "Pushed",
        TransferKind.Mounted => $"Mounted from {step.Detail}",
        TransferKind.UploadPresent => "Layer already exists",
        _ => "",
    };

    private static string BarOf(long current, long total)
    {
        var done = (int)Math.Clamp(current * BarLength / total, 0, BarLength);
        var box = $"[{new string('=', done)}>{new string(' ', BarLength - done)}]";
        return $"{box} {SizeOf(current),8}/{SizeOf(total)}";
    }

    private static string SizeOf(double bytes)
    {
        var unit = 0;
        for (; bytes >= Thousand && unit < Units.Length - 1; unit++)
        {
            bytes /= Thousand;
        }

        return bytes.ToString("G4", CultureInfo.InvariantCulture) + Units[unit];
    }
}
