namespace Gantry.Harness.Guest;

/// <summary>The service in the guest that runs what the host sends.</summary>
/// <remarks>
/// The host writes lines "seconds script" to a virtio port, with the script in base64; the agent runs them one after another and answers
/// each with a line "status stdout stderr". Its first line says that the guest is ready.
/// </remarks>
internal static class GuestAgent
{
    public const string Port = "gantry";

    public const string Ready = "ready";

    /// <summary>Files of the guest, by path.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["usr/local/sbin/gantry-agent"] = $$"""
            #!/bin/sh
            # There is no udev that would make links of the ports' names.
            port=$(cd /sys/class/virtio-ports && grep -lx {{Port}} */name | cut -d/ -f1)
            exec <>/dev/$port 1>&0
            echo {{Ready}}
            while read -r seconds script; do
                echo "$script" | base64 -d >/run/agent.script
                status=0
                timeout --kill-after=5 "$seconds" sh /run/agent.script >/run/agent.out 2>/run/agent.err </dev/null || status=$?
                echo "$status $(base64 -w0 /run/agent.out) $(base64 -w0 /run/agent.err)"
            done

            """,
        ["etc/systemd/system/gantry-agent.service"] = """
            [Unit]
            Description=Runs what the host sends
            After=dbus.socket

            [Service]
            ExecStart=/bin/sh /usr/local/sbin/gantry-agent
            StandardError=journal+console
            TasksMax=infinity

            [Install]
            WantedBy=multi-user.target

            """,
    };

    /// <summary>The link that starts it at boot, and where it leads.</summary>
    public static (string Path, string Target) Enabled { get; } = ("etc/systemd/system/multi-user.target.wants/gantry-agent.service", "../gantry-agent.service");
}
