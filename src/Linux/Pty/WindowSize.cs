namespace Gantry.Linux.Pty;

/// <summary>A terminal's size in characters.</summary>
public readonly record struct WindowSize(ushort Columns, ushort Rows);
