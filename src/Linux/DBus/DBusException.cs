namespace Gantry.Linux.DBus;

/// <summary>The other side of the bus answered with an error, or not as D-Bus does.</summary>
public sealed class DBusException(string name, string message) : IOException($"{message} ({name})")
{
    /// <summary>The name for a message that is none.</summary>
    public const string Malformed = "org.freedesktop.DBus.Error.InconsistentMessage";

    /// <summary>The name for an answer that did not come in time.</summary>
    public const string NoReply = "org.freedesktop.DBus.Error.NoReply";

    /// <summary>The name for a bus that will not have us.</summary>
    public const string AuthFailed = "org.freedesktop.DBus.Error.AuthFailed";

    /// <summary>The name for a bus that went away.</summary>
    public const string Disconnected = "org.freedesktop.DBus.Error.Disconnected";

    /// <summary>Such as <c>org.freedesktop.systemd1.UnitExists</c>.</summary>
    public string Name => name;
}
