using Gantry.Containers.Metadata;

namespace Gantry.Containers.Tests.Metadata;

public sealed class MetadataDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_there_after_the_next_start()
    {
        using (var database = MetadataDatabase.Open(_folder.At("m.db")))
        {
            database.Write(session => session.Execute("INSERT INTO snapshot VALUES (1, ?1, NULL, 0, 5)", "key"));
        }

        using var again = MetadataDatabase.Open(_folder.At("m.db"));
        Assert.Equal(["key"], again.Read(session => session.Query("SELECT key FROM snapshot", row => row.GetString(0))));
    }

    [Fact]
    public void A_write_that_fails_half_way_has_written_nothing()
    {
        using var database = MetadataDatabase.Open(_folder.At("m.db"));
        Assert.Throws<ConflictException>(() => database.Write<int>(session =>
        {
            session.Execute("INSERT INTO snapshot VALUES (1, 'key', NULL, 0, 5)");
            throw new ConflictException("half way");
        }));
        Assert.Empty(database.Read(session => session.Query("SELECT key FROM snapshot", row => row.GetString(0))));
    }

    [Fact]
    public void A_file_of_a_newer_Gantry_is_refused_by_name_and_left_as_it_is()
    {
        using (var database = MetadataDatabase.Open(_folder.At("m.db")))
        {
            database.Read(session => session.Execute("PRAGMA user_version = 99"));
        }

        var fault = Assert.Throws<UnsupportedException>(() => MetadataDatabase.Open(_folder.At("m.db")));
        Assert.Equal(
            $"{_folder.At("m.db")} was written by a newer Gantry (schema 99; this one knows schemas up to {MetadataSchema.Version})", fault.Message);
    }

    [Fact]
    public void A_row_that_another_needs_cannot_go()
    {
        using var database = MetadataDatabase.Open(_folder.At("m.db"));
        database.Write(session => session.Execute("INSERT INTO snapshot VALUES (1, 'a', NULL, 0, 0), (2, 'b', 1, 0, 0)"));
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(
            () => database.Write(session => session.Execute("DELETE FROM snapshot WHERE number = 1")));
    }

    [Fact]
    public void Every_version_has_the_step_that_leads_to_it() => Assert.True(MetadataSchema.Steps.Length == MetadataSchema.Version);
}
