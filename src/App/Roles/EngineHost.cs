using Gantry.Docker;
using Gantry.Linux;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.App.Roles;

/// <summary>The web server of the engine: nothing but Kestrel, its log, and the signals that end it.</summary>
internal static class EngineHost
{
    // Streams that clients are attached to have no end of their own: they are cut after this time.
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(500);

    public static WebApplication Make(FileDescriptor listening)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.ListenHandle((ulong)listening.Release(), EngineApi.Use);
        });
        return builder.Build();
    }
}
