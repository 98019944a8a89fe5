using Gantry.Linux;
using Gantry.Linux.DBus;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>What is asked of systemd, over the system bus.</summary>
/// <remarks>org.freedesktop.systemd1(5)</remarks>
public sealed class SystemdManager : IDisposable
{
    private const string Service = "org.freedesktop.systemd1";
    private const string Path = "/org/freedesktop/systemd1";
    private const string Interface = "org.freedesktop.systemd1.Manager";
    private const string UnitExists = "org.freedesktop.systemd1.UnitExists";
    private const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";
    private const string Removed = "JobRemoved";
    private const string Done = "done";

    private const string BusVariable = "DBUS_SYSTEM_BUS_ADDRESS";
    private const string BusPath = "/run/dbus/system_bus_socket";
    private const string UnixAddress = "unix:path=";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DBusConnection _bus;

    private SystemdManager(DBusConnection bus) => _bus = bus;

    /// <summary>Connects to the bus named by DBUS_SYSTEM_BUS_ADDRESS, or to that of the system.</summary>
    /// <exception cref="CgroupException">There is no bus: the machine does not run systemd.</exception>
    public static SystemdManager Connect()
    {
        var path = BusSocket();
        try
        {
            var bus = DBusConnection.Open(path, Patience);
            bus.AddMatch($"type='signal',interface='{Interface}',member='{Removed}',path='{Path}'");
            return new SystemdManager(bus);
        }
        catch (LinuxException e)
        {
            throw new CgroupException($"--systemd-cgroup: cannot reach systemd through the message bus at {path}: {ErrnoText.Of(e.Errno)}", e);
        }
    }

    /// <summary>Makes a unit that lives as long as its processes, and waits until it runs.</summary>
    /// <exception cref="CgroupException">systemd will not, and says why.</exception>
    public void StartTransientUnit(string unit, UnitProperties properties)
    {
        try
        {
            TryStart(unit, properties);
        }
        catch (DBusException e) when (e.Name == UnitExists)
        {
            // One that failed stays for whoever wants to look at it; a living one is refused again.
            ResetFailedUnit(unit);
            Explain($"start unit {unit}", () => TryStart(unit, properties));
        }
        catch (DBusException e)
        {
            throw new CgroupException($"systemd cannot start unit {unit}: {e.Message}", e);
        }
    }

    /// <summary>Changes properties until the next boot.</summary>
    public void SetUnitProperties(string unit, UnitProperties properties) => Explain($"change unit {unit}", () =>
    {
        var body = new DBusWriter().String(unit).Boolean(true);
        properties.Write(body);
        _bus.Call(Call("SetUnitProperties", "sba(sv)", body), Patience);
    });

    /// <summary>Ends a unit and what still runs in it; one that is gone already is no fault.</summary>
    public void StopUnit(string unit) => Explain($"stop unit {unit}", () =>
    {
        try
        {
            AwaitJob("stop", unit, _bus.Call(Call("StopUnit", "ss", new DBusWriter().String(unit).String("replace")), Patience));
        }
        catch (DBusException e) when (e.Name == NoSuchUnit)
        {
        }
    });

    /// <summary>Makes systemd forget a unit that failed.</summary>
    public void ResetFailedUnit(string unit)
    {
        try
        {
            _bus.Call(Call("ResetFailedUnit", "s", new DBusWriter().String(unit)), Patience);
        }
        catch (DBusException e) when (e.Name == NoSuchUnit)
        {
        }
    }

    public void Dispose() => _bus.Dispose();

    private void TryStart(string unit, UnitProperties properties)
    {
        var body = new DBusWriter().String(unit).String("replace");
        properties.Write(body);

        // No auxiliary units.
        body.Array(DBusWriter.WideAlignment, _ => { });
        AwaitJob("start", unit, _bus.Call(Call("StartTransientUnit", "ssa(sv)a(sa(sv))", body), Patience));
    }

    // The answer names a job; the work is done when the job is removed.
    private void AwaitJob(string verb, string unit, DBusMessage answer)
    {
        var job = new DBusReader(answer.Body).String();
        var result = "";

        // Anybody on the bus may send a signal of that name: only systemd's own counts.
        _bus.Await(message => message.Member == Removed && message.Sender == answer.Sender && IsAbout(message, job, out result), Patience);
        if (result != Done)
        {
            throw new CgroupException($"systemd could not {verb} unit {unit}: its job was {result}");
        }
    }

    private static bool IsAbout(DBusMessage signal, string job, out string result)
    {
        var reader = new DBusReader(signal.Body);
        reader.UInt32();
        var isJob = reader.String() == job;
        reader.String();
        result = reader.String();
        return isJob;
    }

    private static void Explain(string what, Action action)
    {
        try
        {
            action();
        }
        catch (DBusException e)
        {
            throw new CgroupException($"systemd cannot {what}: {e.Message}", e);
        }
    }

    private static DBusMessage Call(string member, string signature, DBusWriter body) => new()
    {
        Type = DBusMessageType.MethodCall,
        Destination = Service,
        Path = Path,
        Interface = Interface,
        Member = member,
        Signature = signature,
        Body = body.Written,
    };

    // An address is a list of transports with options: "unix:path=/a,guid=…;…". Only the first, and only a path, is understood.
    private static string BusSocket()
    {
        if (Environment.GetEnvironmentVariable(BusVariable) is not { Length: > 0 } address)
        {
            return BusPath;
        }

        return address.StartsWith(UnixAddress, StringComparison.Ordinal)
            ? address[UnixAddress.Length..].Split(',', ';')[0]
            : throw new CgroupException($"{BusVariable}: only {UnixAddress} is supported, not \"{address}\"");
    }
}
