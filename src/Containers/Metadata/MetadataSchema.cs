namespace Gantry.Containers.Metadata;

/// <summary>The tables of the metadata, and how an older file becomes a newer one.</summary>
internal static class MetadataSchema
{
    /// <summary>What this binary reads and writes.</summary>
    internal const int Version = 1;

    /// <summary>The step that leads from each version to the next; the first makes an empty file version 1.</summary>
    internal static readonly string[] Steps =
    [
        """
        CREATE TABLE snapshot(
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            parent INTEGER REFERENCES snapshot(number),
            writable INTEGER NOT NULL,
            bytes INTEGER NOT NULL) STRICT;
        CREATE INDEX snapshot_parent ON snapshot(parent);

        CREATE TABLE image(
            id TEXT PRIMARY KEY,
            manifest TEXT NOT NULL,
            parent TEXT,
            last_tagged INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX image_parent ON image(parent);

        CREATE TABLE image_layer(
            image TEXT NOT NULL REFERENCES image(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            snapshot INTEGER NOT NULL REFERENCES snapshot(number),
            blob TEXT NOT NULL,
            PRIMARY KEY(image, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX image_layer_snapshot ON image_layer(snapshot);
        CREATE INDEX image_layer_blob ON image_layer(blob);

        CREATE TABLE reference(
            name TEXT PRIMARY KEY,
            image TEXT NOT NULL REFERENCES image(id),
            made_here INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX reference_image ON reference(image);
        """,
    ];
}
