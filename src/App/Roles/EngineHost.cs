using Gantry.App.Handover;
using Gantry.Docker;
using Gantry.Linux;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.App.Roles;

/// <summary>The web server of the engine: nothing but Kestrel, its log, and the signals that end it.</summary>
internal static class EngineHost
{
    // Streams that clients are attached to have no end of their own: they are cut after this time.
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes it; it listens once it is started.</summary>
    /// <param name="unix">The listening unix socket.</param>
    /// <param name="tcp">Listening sockets of TCP.</param>
    /// <param name="tls">How those are spoken to; null is plain HTTP.</param>
    public static WebApplication Make(FileDescriptor unix, IReadOnlyList<FileDescriptor> tcp, HttpsConnectionAdapterOptions? tls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<Acceptance>().AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<Acceptance>());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.ListenHandle((ulong)unix.Release(), EngineApi.Use);
            foreach (var socket in tcp)
            {
                kestrel.ListenHandle((ulong)socket.Release(), listen => Use(listen, tls));
            }
        });
        return builder.Build();
    }

    private static void Use(ListenOptions listen, HttpsConnectionAdapterOptions? tls)
    {
        if (tls is not null)
        {
            listen.UseHttps(tls);
        }

        EngineApi.Use(listen);
    }
}
