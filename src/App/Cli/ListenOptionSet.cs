using System.CommandLine;
using System.Net;
using Gantry.App.Sockets;
using Gantry.Containers;

namespace Gantry.App.Cli;

/// <summary><c>-H</c>, <c>--tls…</c> and <c>--group</c>, as dockerd has them: where the engine listens, and to whom.</summary>
internal sealed class ListenOptionSet
{
    private const string DefaultGroup = "docker";

    private readonly Option<string[]> _hosts = new("--host", "-H")
    {
        Description = "An address to listen at beside the unix socket.",
        HelpName = "tcp://ADDRESS:PORT",
    };

    private readonly Option<bool?> _tls = new("--tls") { Description = "Speak TLS over TCP; \"--tls=false\" allows plain HTTP beyond this machine." };
    private readonly Option<bool> _verify = new("--tlsverify") { Description = "Speak TLS over TCP, and let in only whom the CA vouches for." };
    private readonly Option<string?> _authority = new("--tlscacert") { Description = "The certificates that vouch for clients (PEM).", HelpName = "FILE" };
    private readonly Option<string?> _certificate = new("--tlscert") { Description = "The engine's own certificate (PEM).", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tlskey") { Description = "The key of that certificate (PEM).", HelpName = "FILE" };

    private readonly Option<string> _group = new("--group", "-G")
    {
        Description = "The group whose members may use the unix socket, where there is one of that name; \"\" is root's alone.",
        HelpName = "NAME|GID",
        DefaultValueFactory = _ => DefaultGroup,
    };

    private Option[] All => [_hosts, _tls, _verify, _authority, _certificate, _key, _group];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="InvalidException">A value is malformed, or what is asked for would open this machine to everyone.</exception>
    public EngineListening Read(ParseResult parsed)
    {
        var tls = parsed.GetValue(_verify) || parsed.GetValue(_tls) == true ? ReadTls(parsed) : null;
        var listening = new EngineListening
        {
            Tcp = [.. (parsed.GetValue(_hosts) ?? []).Select(text => DaemonAddress.Parse(text, tls is not null))],
            Tls = tls,
            Group = SocketGroup.Find(parsed.GetValue(_group) ?? "", isRequired: IsGroupAsked(parsed)),
        };
        if (tls is null && parsed.GetValue(_tls) is null && listening.Tcp.FirstOrDefault(endpoint => !IPAddress.IsLoopback(endpoint.Address)) is { } open)
        {
            throw new InvalidException(
                $"tcp://{open} without TLS makes everyone who reaches it root of this machine: add --tlsverify with --tlscacert, --tlscert and --tlskey, or --tls=false if that is meant");
        }

        return listening;
    }

    /// <summary>The same as arguments again, for a process that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_hosts) ?? []).SelectMany(host => new[] { "--host", host }),
        .. parsed.GetValue(_tls) is { } tls ? [$"--tls={(tls ? "true" : "false")}"] : Array.Empty<string>(),
        .. parsed.GetValue(_verify) ? ["--tlsverify"] : Array.Empty<string>(),
        .. new[] { _authority, _certificate, _key }.SelectMany(option => parsed.GetValue(option) is { } file ? new[] { option.Name, Path.GetFullPath(file) } : []),
        .. IsGroupAsked(parsed) ? ["--group", parsed.GetValue(_group) ?? ""] : Array.Empty<string>(),
    ];

    private bool IsGroupAsked(ParseResult parsed) => parsed.GetResult(_group) is { Implicit: false };

    private TlsSettings ReadTls(ParseResult parsed) => new()
    {
        Certificate = parsed.GetValue(_certificate) ?? throw new InvalidException("--tlscert FILE is missing: TLS needs the engine's own certificate"),
        Key = parsed.GetValue(_key) ?? throw new InvalidException("--tlskey FILE is missing: TLS needs the key of the engine's certificate"),
        ClientAuthorities = !parsed.GetValue(_verify) ? null
            : parsed.GetValue(_authority) ?? throw new InvalidException("--tlscacert FILE is missing: --tlsverify needs the certificates that vouch for clients"),
    };
}
